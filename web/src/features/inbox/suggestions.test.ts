import { beforeEach, expect, test, vi } from 'vitest'

type Making = typeof import('./suggestions')

const MADE = { id: 's1', message: 'Batik shirt costs RM 89.90.' }
const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

let suggestions: Making
let asked: string[]

/** A page that has seen nothing yet, and a server that answers by what is accepted. */
beforeEach(async () => {
  vi.resetModules()
  suggestions = await import('./suggestions')
  asked = []
})

function serve(answers: { stream: () => Promise<Response> | Response; plain?: () => Promise<Response> | Response }) {
  vi.stubGlobal('fetch', async (request: Request) => {
    const streams = request.headers.get('Accept') === 'text/event-stream'
    asked.push(streams ? 'stream' : 'plain')
    return streams ? answers.stream() : (answers.plain?.() ?? Response.json(MADE, { status: 201 }))
  })
}

function streamOf(...pieces: string[]) {
  const bytes = new TextEncoder().encode(pieces.join(''))
  const body = new ReadableStream({
    start(to) {
      // Pieces end anywhere, in the middle of characters too.
      for (let at = 0; at < bytes.length; at += 7) to.enqueue(bytes.slice(at, at + 7))
      to.close()
    },
  })
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream;charset=utf-8' } })
}

async function make(signal = new AbortController().signal) {
  const heard: string[] = []
  const follower = {
    step: (step: string) => void heard.push(step),
    words: (text: string) => void heard.push(`"${text}"`),
    restart: () => void heard.push('restart'),
  }
  return { made: await suggestions.makeSuggestion('c1', follower, signal), heard }
}

test('what is told on the way is heard in order, and the last event is the suggestion', async () => {
  serve({
    stream: () =>
      streamOf(
        event('step', { step: 'looking_up' }),
        event('words', { text: 'விலை\n😊' }),
        event('restart', { because: ['money'] }),
        event('words', { text: 'RM 89.90' }),
        event('suggestion', MADE),
      ),
  })
  const { made, heard } = await make()
  expect(made).toEqual(MADE)
  expect(heard).toEqual(['looking_up', '"விலை\n😊"', 'restart', '"RM 89.90"'])
  expect(asked).toEqual(['stream'])
})

test('a stream that is cut off is asked for at once, and streams are left alone from then on', async () => {
  serve({ stream: () => streamOf(event('words', { text: 'Half a' })) })
  const { made, heard } = await make()
  expect(made).toEqual(MADE)
  expect(heard).toEqual(['"Half a"', 'restart'])
  await make()
  expect(asked).toEqual(['stream', 'plain', 'plain'])
})

test('something on the way that answers no stream, or breaks it, is gone around', async () => {
  serve({ stream: () => new Response('<p>Not allowed</p>', { headers: { 'Content-Type': 'text/html' } }) })
  expect((await make()).made).toEqual(MADE)
  vi.resetModules()
  suggestions = await import('./suggestions')
  serve({ stream: () => Promise.reject(new TypeError('network')) })
  expect((await make()).made).toEqual(MADE)
  expect(asked).toEqual(['stream', 'plain', 'stream', 'plain'])
})

test('a stream that stays silent is given up', async () => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(request.headers.get('Accept') === 'text/event-stream' ? 'stream' : 'plain')
    if (asked.length > 1) return Promise.resolve(Response.json(MADE, { status: 201 }))
    return new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason)))
  })
  const making = make()
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await making).made).toEqual(MADE)
  expect(asked).toEqual(['stream', 'plain'])
  vi.useRealTimers()
})

test('what the server refuses is not asked twice, before the stream or in it', async () => {
  serve({ stream: () => Response.json({ code: 'nothing-to-answer', status: 409 }, { status: 409 }) })
  await expect(make()).rejects.toMatchObject({ code: 'nothing-to-answer', status: 409 })
  serve({ stream: () => streamOf(event('problem', { code: 'not-found', status: 404 })) })
  await expect(make()).rejects.toMatchObject({ code: 'not-found', status: 404 })
  expect(asked).toEqual(['stream', 'stream'])
})

test('a shorter one comes the same way', async () => {
  serve({ stream: () => streamOf(event('words', { text: 'RM 89.90' }), event('suggestion', MADE)) })
  const follower = { step: () => undefined, words: (text: string) => void asked.push(text), restart: () => undefined }
  expect(await suggestions.shortenSuggestion('s1', follower, new AbortController().signal)).toEqual(MADE)
  expect(asked).toEqual(['stream', 'RM 89.90'])
})

test('without a network nothing is remembered of streams', async () => {
  const offline = () => Promise.reject(new TypeError('network'))
  serve({ stream: offline, plain: offline })
  await expect(make()).rejects.toMatchObject({ code: 'unreachable' })
  serve({ stream: () => streamOf(event('suggestion', MADE)) })
  await make()
  expect(asked).toEqual(['stream', 'plain', 'stream'])
})

test('its words are cut where what they rest on begins and ends', () => {
  const claims = [
    { start: 18, end: 26, evidence: ['e1'] },
    // Of one that was made before, or that says what is not there.
    { start: 20, end: 99, evidence: ['e2'] },
  ]
  expect(suggestions.pieces({ message: 'Batik shirt costs RM 89.90.', claims })).toEqual([
    { text: 'Batik shirt costs ', evidence: [] },
    { text: 'RM 89.90', evidence: ['e1'] },
    { text: '.', evidence: [] },
  ])
})
