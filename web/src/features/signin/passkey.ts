import { answer, api, type PasskeyLogin } from '@/platform/client'

/** Whether this browser can show a passkey and speaks WebAuthn's own JSON. */
export const canUsePasskeys = () => typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential

/** What the device says for the chosen passkey; null when the person has thought better of it. */
export async function askForPasskey(): Promise<PasskeyLogin['credential'] | null> {
  const options = await answer(api.POST('/api/v1/auth/passkey/options'))
  let used: Credential | null
  try {
    used = await navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON),
    })
  } catch (thrown) {
    if (thrown instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(thrown.name)) return null
    throw thrown
  }
  return used instanceof PublicKeyCredential ? (used.toJSON() as PasskeyLogin['credential']) : null
}
