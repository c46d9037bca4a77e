import { answer, api } from '@/platform/client'

export interface Passkey {
  id: string
  name: string
  synced: boolean
  createdAt: string
  lastUsedAt: string | null
}

/** Kept until the description of the API names these calls. */
const calls = api as unknown as Record<'GET' | 'POST' | 'PATCH' | 'DELETE', (path: string, init?: object) => Promise<{ data?: never; response: Response }>>
const PATH = '/api/v1/me/passkeys'

export const listPasskeys = async () => (await answer<{ items: Passkey[] }>(calls.GET(PATH))).items

/** Whether this browser can make a passkey and speaks WebAuthn's own JSON. */
export const canMakePasskeys = () =>
  typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential

/** Lets the device make a passkey; null when the person has thought better of it, or the device has one already. */
export async function makePasskey(name: string): Promise<Passkey | null> {
  const options = await answer<PublicKeyCredentialCreationOptionsJSON>(calls.POST(`${PATH}/options`))
  let made: Credential | null
  try {
    made = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
  } catch (thrown) {
    if (thrown instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(thrown.name)) return null
    throw thrown
  }
  if (!(made instanceof PublicKeyCredential)) return null
  return answer<Passkey>(calls.POST(PATH, { body: { name, credential: made.toJSON() } }))
}

export const renamePasskey = (id: string, name: string) => answer<Passkey>(calls.PATCH(`${PATH}/${id}`, { body: { name } }))

export async function removePasskey(id: string) {
  await calls.DELETE(`${PATH}/${id}`)
}
