import { Problem, problemOf, unreachable } from './problem'
import { accessToken, refresh } from './session'

/** Sends a form with a file. `onProgress` is told the share that has left, of 1; `fetch` would not know. */
export async function upload<T>(method: 'POST' | 'PUT', path: string, form: FormData, onProgress: (share: number) => void): Promise<T> {
  let response = await send(method, path, form, onProgress)
  if (response.status === 401 && (await refresh())) response = await send(method, path, form, onProgress)
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw problemOf(response, body)
  if (body === null) throw new Problem(response.status, 'empty-answer', 'The server answered without a body')
  return body as T
}

const send = (method: string, path: string, form: FormData, onProgress: (share: number) => void) =>
  new Promise<Response>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, path)
    request.setRequestHeader('Authorization', `Bearer ${accessToken()}`)
    request.setRequestHeader('Accept-Language', document.documentElement.lang)
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0)
    request.onload = () =>
      resolve(new Response(request.responseText || null, { status: request.status, headers: { 'X-Request-Id': request.getResponseHeader('X-Request-Id') ?? '' } }))
    request.onerror = () => reject(unreachable())
    request.send(form)
  })

/** A stored file as one to be stored again, which goes its own way. */
export async function copyOf({ url, fileName, contentType }: { url?: string | null; fileName?: string | null; contentType: string }, unnamed: string) {
  const response = await fetch(url!)
  if (!response.ok) throw problemOf(response, null)
  return new File([await response.blob()], fileName ?? unnamed, { type: contentType })
}
