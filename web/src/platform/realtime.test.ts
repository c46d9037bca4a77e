import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRealtime, frameReader } from './realtime'

/** A server of event streams: each connection is kept, so that the test can write to it and cut it. */
function streamServer() {
  const connections: { request: Request; write: (text: string) => void; cut: () => void }[] = []
  const refuse = { next: 0 }
  const answer = vi.fn(async (request: Request) => {
    if (refuse.next > 0 && request.url.includes('/stream')) {
      refuse.next--
      throw new TypeError('network')
    }
    let controller!: ReadableStreamDefaultController<Uint8Array>
    const body = new ReadableStream<Uint8Array>({ start: given => void (controller = given) })
    const encoder = new TextEncoder()
    connections.push({ request, write: text => controller.enqueue(encoder.encode(text)), cut: () => controller.close() })
    request.signal.addEventListener('abort', () => controller.error(request.signal.reason))
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } })
  })
  return { connections, answer, refuse }
}

const typing = (id: string) => `id: ${id}\nevent: conversation.removed\ndata: {"id":"${id}"}\n\n`

describe('the event line', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const begin = (server: ReturnType<typeof streamServer>) => {
    const realtime = createRealtime({ fetch: server.answer, origin: 'http://localhost', random: () => 0 })
    const seen: string[] = []
    realtime.on('conversation.removed', ({ id }) => seen.push(id))
    realtime.start()
    return { realtime, seen }
  }

  it('goes on after the last event it saw when the stream is cut', async () => {
    const server = streamServer()
    const { realtime, seen } = begin(server)
    await vi.advanceTimersByTimeAsync(1)
    server.connections[0]!.write('id: 7-1\nevent: ready\ndata: {}\n\n' + typing('7-2'))
    await vi.advanceTimersByTimeAsync(1)
    server.connections[0]!.cut()
    await vi.advanceTimersByTimeAsync(2000)

    expect(server.connections[1]!.request.headers.get('Last-Event-ID')).toBe('7-2')
    server.connections[1]!.write(typing('7-3'))
    await vi.advanceTimersByTimeAsync(1)
    expect(seen).toEqual(['7-2', '7-3'])
    expect(realtime.link.value).toBe('live')
    realtime.stop()
  })

  it('holds a silent stream for dead after forty seconds', async () => {
    const server = streamServer()
    const { realtime } = begin(server)
    await vi.advanceTimersByTimeAsync(1)
    server.connections[0]!.write('id: 7-1\nevent: ready\ndata: {}\n\n')
    await vi.advanceTimersByTimeAsync(30_000)
    server.connections[0]!.write(': heartbeat\n\n')
    await vi.advanceTimersByTimeAsync(39_000)
    expect(server.connections).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(3000)
    expect(server.connections).toHaveLength(2)
    realtime.stop()
  })

  it('notices that an event is missing, and begins anew', async () => {
    const server = streamServer()
    const { realtime, seen } = begin(server)
    const resync = vi.fn()
    realtime.on('resync', resync)
    const after = (id: string, before: string) => typing(id).replace('\n', `\nafter: ${before}\n`)
    await vi.advanceTimersByTimeAsync(1)
    server.connections[0]!.write('id: 7-1\nevent: ready\ndata: {}\n\n' + after('7-2', '7-1') + after('7-4', '7-3') + after('7-5', '7-4'))
    await vi.advanceTimersByTimeAsync(2000)
    expect(seen).toEqual(['7-2'])
    expect(resync).toHaveBeenCalledOnce()
    expect(server.connections[1]!.request.headers.has('Last-Event-ID')).toBe(false)
    realtime.stop()
  })

  it('begins anew, without a cursor, when the server says that too much was missed', async () => {
    const server = streamServer()
    const { realtime } = begin(server)
    const resync = vi.fn()
    realtime.on('resync', resync)
    await vi.advanceTimersByTimeAsync(1)
    server.connections[0]!.write('id: 7-1\nevent: ready\ndata: {}\n\nevent: resync\ndata: {}\n\n')
    await vi.advanceTimersByTimeAsync(2000)
    expect(resync).toHaveBeenCalledOnce()
    expect(server.connections[1]!.request.headers.has('Last-Event-ID')).toBe(false)
    realtime.stop()
  })

  it('asks by long poll where streams are blocked, and brings the same events', async () => {
    const asked: string[] = []
    const realtime = createRealtime({
      origin: 'http://localhost',
      random: () => 0,
      fetch: async request => {
        if (request.url.includes('/stream')) throw new TypeError('blocked')
        asked.push(request.url)
        if (asked.length > 1) return new Promise<Response>(() => {})
        return Response.json({ events: [{ id: '7-9', event: 'conversation.removed', data: { id: '7-9' } }], last: '7-9' })
      },
    })
    const seen: string[] = []
    realtime.on('conversation.removed', ({ id }) => seen.push(id))
    realtime.start()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(seen).toEqual(['7-9'])
    expect(asked[1]).toContain('after=7-9')
    expect(realtime.link.value).toBe('live')
    realtime.stop()
  })
})

it('reads events that arrive in pieces, and skips heartbeats', () => {
  const read = frameReader()
  expect(read(': hb\n\nid: 1\nevent: a\nda')).toEqual([])
  expect(read('ta: {"x":1}\n\n')).toEqual([{ id: '1', event: 'a', data: '{"x":1}' }])
})
