import { computed, shallowRef } from 'vue'
import { Problem, problemOf, unreachable } from './problem'
import type { Login, Profile, SignIn } from './client'

/** Says only that a refresh cookie was given to this browser once, so that a first visit asks nothing in vain. */
const HINT = 'sembang.signed-in'

/** The access token lives here and nowhere else: a reload asks for a new one by the refresh cookie. */
const signIn = shallowRef<SignIn | null>(null)

export const user = computed<Profile | null>(() => signIn.value?.user ?? null)
export const accessToken = () => signIn.value?.accessToken ?? null

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
      headers: { 'X-Sembang': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
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

let refreshing: Promise<boolean> | null = null

/**
 * Asks for a new access token; true when one was given. Calls made meanwhile share one request, and the tabs of
 * a browser take turns, since each refresh replaces the cookie they share.
 */
export function refresh(): Promise<boolean> {
  refreshing ??= inTurn(refreshNow).finally(() => (refreshing = null))
  return refreshing
}

async function inTurn(work: () => Promise<boolean>): Promise<boolean> {
  return navigator.locks ? navigator.locks.request('sembang-refresh', work) : work()
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

export async function signOut() {
  await post('/api/v1/auth/logout')
  end(true)
}

function end(wanted = false) {
  signIn.value = null
  localStorage.removeItem(HINT)
  endings.forEach(listener => listener(wanted))
}

export function changeUser(changed: Profile) {
  if (signIn.value) signIn.value = { ...signIn.value, user: changed }
}
