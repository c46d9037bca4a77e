import createClient, { type Middleware } from 'openapi-fetch'
import { Problem, problemOf, unreachable } from './problem'
import type { components, paths } from './schema'
import { accessToken, refresh, user } from './session'

type Schemas = components['schemas']
export type Person = Schemas['Person']
export type Channel = Schemas['Channel']
export type Language = Schemas['Language']
export type Role = Schemas['Role']
export type Profile = Schemas['Profile']
export type SignIn = Schemas['SignIn']
export type Login = Schemas['Login']
export type PasskeyLogin = Schemas['PasskeyLogin']
export type Acceptance = Schemas['Acceptance']
export type ConversationStatus = Schemas['ConversationStatus']
export type ConversationRow = Schemas['ConversationRow']
export type Conversation = Schemas['ConversationDetail']
export type NewCompletion = Schemas['NewCompletion']
export type Content = Schemas['Content']
export type Message = Schemas['Message']
export type PastMessage = Schemas['PastMessage']
export type Evidence = Schemas['Evidence']
export type Note = Schemas['Note']
export type Activity = Schemas['Activity']
export type MissedEvents = Schemas['Events']
export type ProblemBody = Schemas['Problem']
export type FieldError = NonNullable<ProblemBody['errors']>[number]

/** Refusals of a password or code in the request itself; a new access token would change nothing and cost a try. */
const ABOUT_THE_PROOF = ['bad-credentials', 'code-wrong', 'code-required']

/** Sends with the access token; a 401 is answered once by a refresh and the same request again. */
export async function authorizedFetch(request: Request): Promise<Response> {
  const again = request.clone()
  const response = await sendWithToken(request)
  if (response.status !== 401 || ABOUT_THE_PROOF.includes(await codeOf(response)) || !(await refresh())) return response
  return sendWithToken(again)
}

const codeOf = async (response: Response): Promise<string> => (await response.clone().json().catch(() => null))?.code ?? ''

async function sendWithToken(request: Request): Promise<Response> {
  const token = accessToken()
  if (token) request.headers.set('Authorization', `Bearer ${token}`)
  // What is said of a field is said in the page's language, whatever the browser's is.
  request.headers.set('Accept-Language', document.documentElement.lang)
  try {
    return await fetch(request)
  } catch (thrown) {
    if (request.signal.aborted) throw thrown
    throw unreachable()
  }
}

const refuse: Middleware = {
  async onResponse({ response }) {
    if (response.ok) return undefined
    const problem = problemOf(response, await response.json().catch(() => null))
    // The company has begun to ask for it: read again who is here, and the application leads to the set-up.
    if (problem.status === 403 && problem.code === 'two-factor-required' && !user.value?.mustSetUpTwoFactor) void refresh().catch(() => false)
    throw problem
  },
}

/** The API with types of its OpenAPI description. Whatever is not a success is thrown as a [Problem]. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: authorizedFetch })
api.use(refuse)

/** The body of a successful answer. */
export async function answer<T>(call: Promise<{ data?: T; response: Response }>): Promise<T> {
  const { data, response } = await call
  if (data === undefined) throw new Problem(response.status, 'empty-answer', 'The server answered without a body')
  return data
}
