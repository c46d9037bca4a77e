import { answer, api, type Language, type Role } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type User = Schemas['User']
export type UserChange = Schemas['UserChange']
export type NewUser = Schemas['NewUser']
export type Team = Schemas['Team']
export type CustomRole = Schemas['CustomRole']
export type Permission = Schemas['Permission']
export type { Language, Role }

const at = (id: string) => ({ params: { path: { id } } })

/** All of them: the search and the filter look at everybody, and a company has a limit of people. */
export async function fetchPeople(): Promise<User[]> {
  const all: User[] = []
  let after: string | undefined
  do {
    const page = await answer(api.GET('/api/v1/users', { params: { query: { limit: 100, after } } }))
    all.push(...page.items)
    after = page.next ?? undefined
  } while (after)
  return all
}

export const fetchTeams = async () => (await answer(api.GET('/api/v1/teams'))).items
export const fetchRoles = () => answer(api.GET('/api/v1/roles'))

export const invite = (body: NewUser) => answer(api.POST('/api/v1/users', { body }))
export const changePerson = (id: string, body: UserChange) => answer(api.PATCH('/api/v1/users/{id}', { ...at(id), body }))
export const deactivate = (id: string) => answer(api.PUT('/api/v1/users/{id}/deactivation', at(id)))
export const reactivate = (id: string) => answer(api.DELETE('/api/v1/users/{id}/deactivation', at(id)))
export const inviteAgain = (id: string) => api.POST('/api/v1/users/{id}/invitation', at(id))
export const withdraw = (id: string) => api.DELETE('/api/v1/users/{id}/invitation', at(id))
export const endSessions = (id: string) => api.DELETE('/api/v1/users/{id}/sessions', at(id))

export const createTeam = (name: string) => answer(api.POST('/api/v1/teams', { body: { name } }))
export const renameTeam = (id: string, name: string) => answer(api.PATCH('/api/v1/teams/{id}', { ...at(id), body: { name } }))
export const deleteTeam = (id: string) => api.DELETE('/api/v1/teams/{id}', at(id))
