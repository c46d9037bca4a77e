import { answer, api } from '@/platform/client'
import { fetchMembers } from '@/platform/everyPage'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Task = Schemas['Task']
export type NewTask = Schemas['NewTask']

const at = (id: string) => ({ path: { id } })

export interface TaskFilter {
  state?: Schemas['TaskState']
  due?: Schemas['TaskTime']
  assignee?: string
  conversation?: string
  contact?: string
  after?: string
  limit?: number
}

export const fetchTasks = (query: TaskFilter) => answer(api.GET('/api/v1/tasks', { params: { query } }))
export const addTask = (body: NewTask) => answer(api.POST('/api/v1/tasks', { body }))
export const changeTask = (id: string, body: Schemas['TaskChange']) => answer(api.PATCH('/api/v1/tasks/{id}', { params: at(id), body }))
export const completeTask = (id: string) => answer(api.PUT('/api/v1/tasks/{id}/completion', { params: at(id) }))
export const reopenTask = (id: string) => answer(api.DELETE('/api/v1/tasks/{id}/completion', { params: at(id) }))
export const removeTask = (id: string) => answer(api.DELETE('/api/v1/tasks/{id}', { params: at(id) }))
/** What one asked to give away oneself, the newest first, with what was answered. */
export const fetchOwnTransfers = async (me: string) => (await answer(api.GET('/api/v1/transfer-requests'))).items.filter(({ by }) => by.id === me).slice(0, 20)
export const takeTransferBack = (id: string) => answer(api.DELETE('/api/v1/transfer-requests/{id}', { params: at(id) }))
/** Whom a task can be given to. */
export const fetchColleagues = async () => {
  const members = await fetchMembers()
  return members.filter(one => one.active && (one.role === 'company_admin' || one.role === 'company_user'))
}
