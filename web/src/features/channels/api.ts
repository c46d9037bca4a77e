import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'
import { upload } from '@/platform/upload'

type Schemas = components['schemas']
export type ChannelAccount = Schemas['ChannelAccount']
export type NewChannelAccount = Schemas['NewChannelAccount']
export type WebsiteChat = Schemas['WebsiteChat']
export type SiteSettings = Schemas['SiteSettings']
export type WebhookEvent = Schemas['WebhookEvent']
export type MessageTemplate = Schemas['MessageTemplate']
export type WantedMessageTemplate = Schemas['WantedMessageTemplate']
export type HeaderFile = Schemas['HeaderFile']
export type TemplateButton = Schemas['TemplateDraftButton']
export type LoginChoice = Schemas['LoginChoice']
export type UndeliveredMessage = Schemas['UndeliveredMessage']
export type Outcome = WebhookEvent['outcome']

export interface EventFilter {
  account: string
  outcome: Outcome | ''
  q: string
  channel?: ChannelAccount['channel'] | ''
  kind?: string
  /** As a field for a time gives them, in the reader's own. */
  from?: string
  to?: string
}

const at = (id: string) => ({ path: { id } })

export const fetchAccounts = async () => (await answer(api.GET('/api/v1/channel-accounts'))).items
export const fetchOutlets = async () => (await answer(api.GET('/api/v1/outlets', { params: { query: { limit: 100 } } }))).items
export const connect = (body: NewChannelAccount) => answer(api.POST('/api/v1/channel-accounts', { body }))
export const checkCredentials = (body: Pick<NewChannelAccount, 'channel' | 'provider'> & { credentials: Record<string, string> }) =>
  answer(api.POST('/api/v1/channel-accounts/credential-checks', { body }))
export const testAccount = (id: string) => answer(api.POST('/api/v1/channel-accounts/{id}/test', { params: at(id) }))
export const sendTestEvent = async (id: string) => (await answer(api.POST('/api/v1/channel-accounts/{id}/test-event', { params: at(id) }))).vendorId
export const newSecret = (id: string) => answer(api.POST('/api/v1/channel-accounts/{id}/webhook-secret', { params: at(id) }))
export const changeAccount = (id: string, body: Schemas['ChannelAccountChange']) => answer(api.PATCH('/api/v1/channel-accounts/{id}', { params: at(id), body }))
export const moveAccount = (id: string, outletId: string | null) => answer(api.PUT('/api/v1/channel-accounts/{id}/outlet', { params: at(id), body: { outletId } }))
export const replaceCredentials = (id: string, credentials: Record<string, string>) =>
  answer(api.PUT('/api/v1/channel-accounts/{id}/credentials', { params: at(id), body: { credentials } }))
export const disconnect = (id: string) => api.DELETE('/api/v1/channel-accounts/{id}', { params: at(id) })

/** Accounts connected by Meta's own dialogs. */
export const fetchLoginOffer = async () => (await answer(api.GET('/api/v1/channel-accounts/logins'))).channels
export const beginLogin = async (channel: ChannelAccount['channel']) => (await answer(api.POST('/api/v1/channel-accounts/logins', { body: { channel } }))).url
export const completeLogin = (state: string, code: string) => answer(api.POST('/api/v1/channel-accounts/logins/{state}/completion', { params: { path: { state } }, body: { code } }))
export const connectChosen = (state: string, assetIds: string[]) => answer(api.POST('/api/v1/channel-accounts/logins/{state}/accounts', { params: { path: { state } }, body: { assetIds } }))

/** On which sites a chat's tag was seen lately. */
export const fetchSightings = async (id: string) => (await answer(api.GET('/api/v1/channel-accounts/{id}/website/sightings', { params: at(id) }))).items

/** What was said to customers and did not reach them. */
export const fetchUndelivered = (limit: number, after?: string) => answer(api.GET('/api/v1/conversations/undelivered-messages', { params: { query: { limit, after } } }))
export const sendAgain = (conversation: string, message: string) =>
  answer(api.POST('/api/v1/conversations/{id}/messages/{messageId}/attempts', { params: { path: { id: conversation, messageId: message } } }))

export const fetchWebsite = (id: string) => answer(api.GET('/api/v1/channel-accounts/{id}/website', { params: at(id) }))
export const changeWebsite = (id: string, body: SiteSettings) => answer(api.PUT('/api/v1/channel-accounts/{id}/website', { params: at(id), body }))
export const newIdentitySecret = (id: string) => answer(api.POST('/api/v1/channel-accounts/{id}/identity-secret', { params: at(id) }))

const moment = (local?: string) => (local ? new Date(local).toISOString() : undefined)
export const fetchEvents = ({ account, outcome, q, channel, kind, from, to }: EventFilter, limit: number, after?: string) =>
  answer(
    api.GET('/api/v1/webhook-events', {
      params: { query: { channelAccountId: account || undefined, outcome: outcome || undefined, q: q || undefined, channel: channel || undefined, kind: kind || undefined, from: moment(from), to: moment(to), limit, after: after ? Number(after) : undefined } },
    }),
  )
export const fetchBody = async (id: number) => (await answer(api.GET('/api/v1/webhook-events/{id}/body', { params: { path: { id } } }))).body
export const replay = (id: number) => api.POST('/api/v1/webhook-events/{id}/replay', { params: { path: { id } } })

/** The messages a vendor approves before they may be sent outside of the reply window. */
export const fetchMessageTemplates = async (id: string) => (await answer(api.GET('/api/v1/channel-accounts/{id}/message-templates', { params: at(id) }))).items
export const refreshMessageTemplates = async (id: string) => (await answer(api.POST('/api/v1/channel-accounts/{id}/message-templates/refresh', { params: at(id) }))).items
export const submitMessageTemplate = (id: string, body: WantedMessageTemplate) => answer(api.POST('/api/v1/channel-accounts/{id}/message-templates', { params: at(id), body }))
/** A picture, a film or a document that shall stand above the text of a template. */
export const takeHeaderFile = (id: string, file: File) => {
  const form = new FormData()
  form.append('file', file, file.name)
  return upload<HeaderFile>('POST', `/api/v1/channel-accounts/${id}/message-templates/files`, form, () => {})
}
export const changeMessageTemplate = (id: string, body: WantedMessageTemplate) => answer(api.PUT('/api/v1/channel-accounts/{id}/message-templates', { params: at(id), body }))
export const deleteMessageTemplate = (id: string, name: string, language: string) =>
  api.DELETE('/api/v1/channel-accounts/{id}/message-templates', { params: { ...at(id), query: { name, language } } })
