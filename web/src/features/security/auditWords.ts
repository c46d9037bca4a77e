/** The parts of a kind such as `channel_account_created`: what it is about and what was done. */
const THINGS = [
  'affected_contacts', 'answer_traces', 'api_key', 'channel_account', 'channel_account_credentials', 'channel_account_secret', 'company', 'company_deletion',
  'company_export', 'company_logo', 'company_plan', 'company_profile', 'consent', 'contact', 'contact_erasure', 'contact_export', 'contact_field', 'contact_import',
  'contact_tag', 'contacts', 'conversation_field', 'export', 'faq', 'industry_category', 'invitation', 'ip_allowlist', 'lead_stage', 'leads', 'material', 'member', 'model_provider', 'model_version',
  'onboarding', 'operator_link', 'outlet', 'package', 'passkey', 'password', 'platform_settings', 'privacy_notice', 'product', 'product_field', 'product_image', 'product_import',
  'product_price', 'products', 'retention_policy', 'role', 'security_policy', 'session', 'sessions', 'single_sign_on', 'team', 'template', 'template_variable',
  'assignment_rule', 'canned_reply', 'conversation', 'member_hours', 'message', 'notification_rules', 'product_variants', 'scoring_phrases', 'sla', 'test_run', 'two_factor', 'webhook_event', 'website_chat', 'website_chat_secret',
]
const ACTS = [
  'accepted', 'activated', 'added', 'archived', 'available', 'away', 'blocked', 'cancelled', 'changed', 'completed', 'copied', 'created', 'deactivated', 'defined',
  'deleted', 'disconnected', 'downloaded', 'ended', 'erased', 'exported', 'failing', 'granted', 'imported', 'invited', 'joined', 'listed', 'made', 'merged', 'moved', 'noticed',
  'off', 'on', 'reactivated', 'removed', 'renamed', 'renewed', 'reopened', 'replaced', 'replayed', 'requested', 'reset', 'restored', 'retired', 'revised', 'revoked', 'rotated',
  'selected', 'set', 'split', 'stolen', 'suspended', 'tested', 'unblocked', 'undone', 'viewed', 'watched', 'withdrawn',
]

/** The longest name counts: `company_export_requested` is about a copy and not about the company. */
export function partsOf(kind: string): { thing: string; act: string } | null {
  const thing = THINGS.filter(name => kind.startsWith(`${name}_`)).toSorted((one, other) => other.length - one.length)[0]
  const act = thing && kind.slice(thing.length + 1)
  return thing && act && ACTS.includes(act) ? { thing, act } : null
}
