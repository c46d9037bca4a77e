import { computed, shallowRef } from 'vue'
import { Problem, problemOf, unreachable } from './problem'
import type { Acceptance, Login, PasskeyLogin, Profile, SignIn } from './client'

/** Says only that a refresh cookie was given to this browser once, so that a first visit asks nothing in vain. */
const HINT = 'sembang.signed-in'

/** The access token lives here and nowhere else: a reload asks for a new one by the refresh cookie. */
const signIn = shallowRef<SignIn | null>(null)

/**
 * A look of an operator into a company, in the place of the session while it lasts. It is never renewed and never
 * kept: its end, a stop or a reload gives the session back.
 */
const look = shallowRef<SignIn | null>(null)
let lookOver: ReturnType<typeof setTimeout> | undefined

const shown = () => look.value ?? signIn.value
export const user = computed<Profile | null>(() => shown()?.user ?? null)
export const accessToken = () => shown()?.accessToken ?? null

const endings = new Set<(wanted: boolean) => void>()
/** Called when the session is over and nothing but a new sign-in will help; `wanted` when the member signed out. */
export function onSessionEnd(listener: (wanted: boolean) => void) {
  endings.add(listener)
}

async function post(path: string, body?: unknown): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'X-Sembang': '1', 'Accept-Language': document.documentElement.lang, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch {
    throw unreachable()
  }
}

async function admitted(response: Response): Promise<SignIn> {
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw problemOf(response, body)
  signIn.value = body as SignIn
  localStorage.setItem(HINT, '1')
  return signIn.value
}

export async function signInWith(credentials: Login) {
  return admitted(await post('/api/v1/auth/login', credentials))
}

/** What a browser answers for a passkey is the proof. */
export async function signInWithPasskey(credential: PasskeyLogin['credential']) {
  return admitted(await post('/api/v1/auth/passkey', { credential }))
}

/** Becomes who was invited; the link's token is the proof. */
export async function acceptInvitation(token: string, acceptance: Acceptance) {
  return admitted(await post(`/api/v1/invitations/${encodeURIComponent(token)}/acceptance`, acceptance))
}

/** Goes on in another company of the same person. The cookie is replaced, so this takes its turn with the refreshes. */
export function changeCompany(companyId: string) {
  return inTurn(async () => admitted(await post('/api/v1/auth/company', { companyId })))
}

let refreshing: Promise<boolean> | null = null

/**
 * Asks for a new access token; true when one was given. Calls made meanwhile share one request, and the tabs of
 * a browser take turns, since each refresh replaces the cookie they share. A look is not renewed: it is over.
 */
export async function refresh(): Promise<boolean> {
  if (look.value) {
    stopLooking()
    return false
  }
  refreshing ??= inTurn(refreshNow).finally(() => (refreshing = null))
  return refreshing
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? await navigator.locks.request('sembang-refresh', work) : work()
}

async function refreshNow(): Promise<boolean> {
  try {
    await admitted(await post('/api/v1/auth/refresh'))
    return true
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.passing) throw thrown
    end()
    return false
  }
}

/** At the start of the page: goes on with a session of this browser if there is one. */
export async function resume(): Promise<boolean> {
  if (signIn.value) return true
  // Single sign-on leads back here with a cookie this page has not seen being given.
  const returned = new URLSearchParams(location.search).has('signed-in')
  return (returned || localStorage.getItem(HINT) !== null) && refresh()
}

/** Goes on as one who looks into a company, with the token given for it. */
export async function lookInto({ accessToken: token, expiresIn }: Pick<SignIn, 'accessToken' | 'expiresIn'>) {
  let response
  try {
    response = await fetch('/api/v1/me', { headers: { Authorization: `Bearer ${token}` } })
  } catch {
    throw unreachable()
  }
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw problemOf(response, body)
  clearTimeout(lookOver)
  lookOver = setTimeout(stopLooking, expiresIn * 1000)
  look.value = { accessToken: token, expiresIn, user: body as Profile }
}

export function stopLooking() {
  clearTimeout(lookOver)
  look.value = null
}

export async function signOut() {
  await post('/api/v1/auth/logout')
  end(true)
}

function end(wanted = false) {
  stopLooking()
  signIn.value = null
  localStorage.removeItem(HINT)
  endings.forEach(listener => listener(wanted))
}

export function changeUser(changed: Profile) {
  if (signIn.value && !look.value) signIn.value = { ...signIn.value, user: changed }
}
