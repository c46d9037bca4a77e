import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Notice = Schemas['Notification']
export type NoticeKind = Schemas['NotificationKind']
export type NoticeMail = Schemas['NotificationMail']
export type NoticePreferences = Schemas['NotificationPreferences']
export type NoticeWay = Schemas['NotificationWay']

const at = (id: string) => ({ path: { id } })

export const fetchNotices = (after?: string) => answer(api.GET('/api/v1/notifications', { params: { query: { after, limit: 20 } } }))
export const fetchUnread = async () => (await answer(api.GET('/api/v1/notifications/unread'))).count
export const markRead = (id: string) => answer(api.PUT('/api/v1/notifications/{id}/read', { params: at(id) }))
export const markUnread = (id: string) => answer(api.DELETE('/api/v1/notifications/{id}/read', { params: at(id) }))
export const markAllRead = (upTo: string) => answer(api.PUT('/api/v1/notifications/read', { body: { upTo } }))
export const fetchPreferences = () => answer(api.GET('/api/v1/notifications/preferences'))
export const changePreferences = (body: Schemas['NotificationPreferencesChange']) => answer(api.PUT('/api/v1/notifications/preferences', { body }))
export type NoticeRule = Schemas['NotificationRule']
export const fetchRules = async () => (await answer(api.GET('/api/v1/notifications/rules'))).kinds
export const changeRules = async (kinds: NoticeRule[]) => (await answer(api.PUT('/api/v1/notifications/rules', { body: { kinds } }))).kinds
export const sendTest = (way: NoticeWay) => answer(api.POST('/api/v1/notifications/test', { body: { way } }))
export const subscribe = (body: Schemas['PushSubscription']) => answer(api.PUT('/api/v1/notifications/push-subscription', { body }))
export const unsubscribe = (endpoint: string) => answer(api.DELETE('/api/v1/notifications/push-subscription', { body: { endpoint } }))
