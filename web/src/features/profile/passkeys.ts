import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Passkey = Schemas['Passkey']

const PATH = '/api/v1/me/passkeys'
const at = (id: string) => ({ path: { id } })

export const listPasskeys = async () => (await answer(api.GET(PATH))).items

/** Whether this browser can make a passkey and speaks WebAuthn's own JSON. */
export const canMakePasskeys = () =>
  typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential

/** Lets the device make a passkey; null when the person has thought better of it, or the device has one already. */
export async function makePasskey(name: string): Promise<Passkey | null> {
  const options = await answer(api.POST('/api/v1/me/passkeys/options'))
  let made: Credential | null
  try {
    made = await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON) })
  } catch (thrown) {
    if (thrown instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(thrown.name)) return null
    throw thrown
  }
  if (!(made instanceof PublicKeyCredential)) return null
  return answer(api.POST(PATH, { body: { name, credential: made.toJSON() as Schemas['PasskeyMade'] } }))
}

export const renamePasskey = (id: string, name: string) =>
  answer(api.PATCH('/api/v1/me/passkeys/{id}', { params: at(id), body: { name } }))
export const removePasskey = (id: string) => api.DELETE('/api/v1/me/passkeys/{id}', { params: at(id) })
