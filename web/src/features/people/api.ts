import { answer, api, type Language, type Role } from '@/platform/client'
import { explain } from '@/platform/explain'
import { asProblem } from '@/platform/problem'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type User = Schemas['User']
export type UserChange = Schemas['UserChange']
export type NewUser = Schemas['NewUser']
export type Team = Schemas['Team']
export type TeamDraft = Schemas['TeamDraft']
export type CustomRole = Schemas['CustomRole']
export type NewRole = Schemas['NewRole']
export type Permission = Schemas['Permission']
export type Endpoint = Schemas['GuardedEndpoint']
export type { Language, Role }

const at = (id: string) => ({ params: { path: { id } } })

export interface SomePeople {
  people: User[]
  /** There are more than these. */
  more: boolean
}

/** The first `most` of them, or a few more: the server gives whole pages. */
export async function fetchPeople(most = Infinity): Promise<SomePeople> {
  const people: User[] = []
  let after: string | undefined
  do {
    const page = await answer(api.GET('/api/v1/users', { params: { query: { limit: 100, after } } }))
    people.push(...page.items)
    after = page.next ?? undefined
  } while (after && people.length < most)
  return { people, more: after !== undefined }
}

/** How many open conversations each person has, by id; who has none is not in it. */
export async function fetchWorkload() {
  const { items } = await answer(api.GET('/api/v1/conversations/workload'))
  return new Map(items.map(({ userId, open }) => [userId, open]))
}

/** A name that is taken is said at the field. */
async function named<T>(call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (thrown) {
    const refused = asProblem(thrown)
    throw refused.code === 'name-taken' ? refused.at('name', explain(refused)) : refused
  }
}

export const fetchTeams = async () => (await answer(api.GET('/api/v1/teams'))).items
export const fetchRoles = () => answer(api.GET('/api/v1/roles'))

export const invite = (body: NewUser) => answer(api.POST('/api/v1/users', { body }))
export const changePerson = (id: string, body: UserChange) => answer(api.PATCH('/api/v1/users/{id}', { ...at(id), body }))
export const deactivate = (id: string) => answer(api.PUT('/api/v1/users/{id}/deactivation', at(id)))
export const reactivate = (id: string) => answer(api.DELETE('/api/v1/users/{id}/deactivation', at(id)))
export const inviteAgain = (id: string) => api.POST('/api/v1/users/{id}/invitation', at(id))
export const withdraw = (id: string) => api.DELETE('/api/v1/users/{id}/invitation', at(id))
export const resetTwoFactor = (id: string) => api.DELETE('/api/v1/users/{id}/two-factor', at(id))
export const endSessions = (id: string) => api.DELETE('/api/v1/users/{id}/sessions', at(id))

export const createTeam = (body: TeamDraft) => named(answer(api.POST('/api/v1/teams', { body })))
export const changeTeam = (id: string, body: TeamDraft) => named(answer(api.PATCH('/api/v1/teams/{id}', { ...at(id), body })))
export const deleteTeam = (id: string) => api.DELETE('/api/v1/teams/{id}', at(id))

export const createRole = (body: NewRole) => named(answer(api.POST('/api/v1/roles', { body })))
export const changeRole = (id: string, body: NewRole) => named(answer(api.PATCH('/api/v1/roles/{id}', { ...at(id), body })))
export const deleteRole = (id: string) => api.DELETE('/api/v1/roles/{id}', at(id))
