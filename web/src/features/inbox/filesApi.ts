import { answer, api, type Content } from '@/platform/client'
import { upload } from '@/platform/upload'

export const takeFile = (id: string, file: File, onProgress: (share: number) => void) => {
  const form = new FormData()
  form.append('file', file, file.name)
  return upload<Extract<Content, { type: 'media' }>>('POST', `/api/v1/conversations/${id}/files`, form, onProgress)
}
/** The same `clientId` again gives the message stored the first time. */
export const sendContent = (id: string, content: Content, clientId: string, holdSeconds?: number, seenUpTo?: number) =>
  answer(api.POST('/api/v1/conversations/{id}/messages', { params: { path: { id } }, body: { type: 'content', content, clientId, holdSeconds, seenUpTo } }))
