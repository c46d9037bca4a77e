/**
 * The parts of a kind such as `channel_account_created`: what it is about and what was done. Longer names first, so that
 * `company_export_requested` is about a copy and not about the company.
 */
const THINGS = [
  'website_chat_secret', 'website_chat', 'channel_account_credentials', 'channel_account_secret', 'affected_contacts', 'industry_category', 'platform_settings', 'template_variable', 'company_deletion',
  'retention_policy', 'security_policy', 'channel_account', 'company_profile', 'company_export', 'contact_erasure', 'contact_export',
  'privacy_notice', 'single_sign_on', 'company_logo', 'company_plan', 'ip_allowlist', 'operator_link', 'two_factor', 'invitation',
  'onboarding', 'sessions', 'template', 'api_key', 'company', 'consent', 'contact', 'passkey', 'password', 'session', 'export',
  'member', 'outlet', 'role', 'team', 'material', 'faq',
]
const ACTS = [
  'accepted', 'added', 'away', 'available', 'cancelled', 'changed', 'completed', 'copied', 'created', 'deactivated', 'defined', 'deleted', 'disconnected', 'downloaded',
  'ended', 'erased', 'granted', 'invited', 'listed', 'made', 'moved', 'noticed', 'off', 'on', 'reactivated', 'removed', 'renamed', 'renewed', 'reopened', 'replaced', 'requested',
  'reset', 'revised', 'revoked', 'rotated', 'selected', 'stolen', 'suspended', 'tested', 'viewed', 'withdrawn',
]

export function partsOf(kind: string): { thing: string; act: string } | null {
  const thing = THINGS.find(name => kind === name || kind.startsWith(`${name}_`))
  const act = thing && kind.slice(thing.length + 1)
  return thing && act && ACTS.includes(act) ? { thing, act } : null
}
