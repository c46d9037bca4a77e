// A customer's phone: shows one chat with a shop's bot or number and sends what the customer types. All data comes from the simulator's
// control API, found beside this file, so that the page works wherever its files are served.
import { words } from './words.js'

const CHANNELS = { telegram: 'Telegram', whatsapp: 'WhatsApp', onsend: 'OnSend', messenger: 'Messenger', instagram: 'Instagram' }
const STORE = 'sembang.phone'
const FACES = ['#1f6fb2', '#2f7d4f', '#9a4f1c', '#7a4aa8', '#a8385f', '#22737a']
const PHOTO_EDGE = 1280
const MOST_PHOTOS = 10
const TYPING_LASTS = 5000

const $ = (id) => document.getElementById(id)
const remembered = recall()
const state = {
  language: remembered.language ?? browserLanguage(),
  theme: remembered.theme ?? 'auto',
  token: remembered.token ?? '',
  chatId: remembered.chatId ?? 0,
  people: remembered.people ?? {},
  bots: [],
  lines: new Map(),
  stream: null,
  online: true,
  pinned: true,
  started: '',
  activity: '',
}

// ---- words, theme, memory

function browserLanguage() {
  const asked = new URLSearchParams(location.search).get('lang')
  const wanted = [asked, ...navigator.languages].filter(Boolean).map((tag) => tag.slice(0, 2).toLowerCase())
  return wanted.find((tag) => tag in words) ?? 'en'
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? {}
  } catch {
    return {} // No storage, or not ours: the page starts afresh.
  }
}

function remember() {
  const { language, theme, token, chatId, people } = state
  try {
    localStorage.setItem(STORE, JSON.stringify({ language, theme, token, chatId, people }))
  } catch {
    return // Without storage the page forgets on reload, and works.
  }
}

function word(name) {
  return words[state.language][name]
}

function speak() {
  document.documentElement.lang = state.language
  document.title = word('title')
  for (const node of document.querySelectorAll('[data-word]')) node.textContent = word(node.dataset.word)
  label($('open-settings'), word('settings'))
  label($('attach'), word('attach'))
  label($('send'), word('send'))
  $('log').setAttribute('aria-label', word('messages'))
  $('people').setAttribute('aria-label', word('you'))
  $('text').placeholder = word('message')
  $('text').setAttribute('aria-label', word('message'))
  showBot()
  showAll()
}

function label(button, text) {
  button.setAttribute('aria-label', text)
  button.title = text
}

const systemDark = matchMedia('(prefers-color-scheme: dark)')
function paint() {
  const dark = state.theme === 'dark' || (state.theme === 'auto' && systemDark.matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

function element(name, className, text) {
  const node = document.createElement(name)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

function face(node, name, key) {
  node.textContent = [...name.trim()][0] ?? '?'
  node.style.setProperty('--face', FACES[Math.abs(Number(key)) % FACES.length])
}

// ---- the control API

/** A bot's token has a colon, a page's begins with m, a professional account's with i, a paired device's with o; a number's id has digits only. */
function channelOf(token) {
  if (token.includes(':')) return 'telegram'
  return { m: 'messenger', i: 'instagram', o: 'onsend' }[token[0]] ?? 'whatsapp'
}

function address(path, channel = channelOf(state.token)) {
  return new URL(`api/${channel}/${path}`, import.meta.url)
}

async function call(method, path, body, channel) {
  const response = await fetch(address(path, channel), {
    method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`)
  return response.json()
}

function chatPath(rest) {
  return `${encodeURIComponent(state.token)}/chats/${state.chatId}/${rest}`
}

// ---- bots and people

async function loadBots() {
  const lists = await Promise.all(Object.keys(CHANNELS).map((channel) => call('GET', 'bots', undefined, channel)))
  const bots = lists.flat()
  const known = JSON.stringify(bots.map(({ token, name }) => [token, name]))
  if (known === JSON.stringify(state.bots.map(({ token, name }) => [token, name]))) return
  state.bots = bots
  $('bot').replaceChildren(...bots.map((bot) => new Option(`${bot.name} · ${CHANNELS[channelOf(bot.token)]}`, bot.token)))
  const current = bots.find((bot) => bot.token === state.token) ?? bots[0]
  if (current) await chooseBot(current.token)
  showBot()
}

async function chooseBot(token) {
  state.token = token
  $('bot').value = token
  const { chats } = await call('GET', `${encodeURIComponent(token)}/chats`)
  for (const { chatId, from } of chats) {
    if (from) state.people[chatId] = { firstName: from.first_name, lastName: from.last_name ?? '' }
  }
  if (!state.people[state.chatId]) state.chatId = Number(Object.keys(state.people)[0] ?? 0)
  if (!state.chatId) addPerson()
  else choosePerson(state.chatId)
}

function addPerson() {
  const names = { en: 'Alex', ms: 'Siti', zh: '小明', ta: 'கவிதா' }
  const first = ['whatsapp', 'onsend'].includes(channelOf(state.token)) ? 60_110_000_000 : 5_000_000_000
  const chatId = first + Math.floor(Math.random() * 999_999_999)
  state.people[chatId] = { firstName: names[state.language], lastName: '' }
  choosePerson(chatId)
}

function choosePerson(chatId) {
  state.chatId = Number(chatId)
  const person = state.people[chatId]
  $('first-name').value = person.firstName
  $('last-name').value = person.lastName
  showPeople()
  remember()
  listen()
}

function showPeople() {
  const ids = Object.keys(state.people)
  $('people').replaceChildren(
    ...ids.map((id) => {
      const { firstName, lastName } = state.people[id]
      const chosen = Number(id) === state.chatId
      const button = element('button', 'person')
      button.type = 'button'
      button.dataset.chat = id
      button.setAttribute('role', 'radio')
      button.setAttribute('aria-checked', String(chosen))
      button.tabIndex = chosen ? 0 : -1
      const picture = element('span', 'face')
      picture.setAttribute('aria-hidden', 'true')
      face(picture, firstName, id)
      button.append(picture, element('span', '', `${firstName} ${lastName}`.trim()))
      return button
    }),
  )
}

function from() {
  const { firstName, lastName } = state.people[state.chatId]
  return { id: state.chatId, firstName, lastName, languageCode: state.language }
}

// ---- the chat

function listen() {
  state.stream?.close()
  state.lines.clear()
  state.activity = ''
  $('toast').hidden = true
  showAll()
  open()
}

function open() {
  const stream = new EventSource(address(chatPath('stream')))
  state.stream = stream
  stream.addEventListener('open', () => connected(true))
  stream.addEventListener('start', (event) => begin(JSON.parse(event.data).text))
  stream.addEventListener('message', (event) => take(JSON.parse(event.data)))
  stream.addEventListener('deleted', (event) => gone(Number(JSON.parse(event.data).text)))
  stream.addEventListener('action', (event) => act(JSON.parse(event.data).text))
  stream.addEventListener('callback', (event) => answered(JSON.parse(event.data).text))
  stream.addEventListener('error', () => state.stream === stream && connected(false))
  setTimeout(() => poll(stream), 2500)
}

/** A simulator that started anew has forgotten the chat, and numbers its changes from the beginning. */
function begin(started) {
  const known = state.started
  state.started = started
  if (!known || known === started) return
  state.lines.clear()
  showAll()
}

/** Where a stream does not come through, the messages are asked for; a stream that was refused is opened again. */
async function poll(stream) {
  if (state.stream !== stream) return
  if (stream.readyState !== EventSource.OPEN) {
    try {
      const { messages } = await call('GET', chatPath('messages'))
      if (state.stream !== stream) return
      messages.forEach(take)
      connected(true)
      if (stream.readyState === EventSource.CLOSED) {
        open()
        return
      }
    } catch {
      connected(false)
    }
  }
  setTimeout(() => poll(stream), 2000)
}

function connected(online) {
  state.online = online
  showBot()
}

function take(line) {
  const before = state.lines.get(line.messageId)
  if (before && before.version >= line.version) return
  state.lines.set(line.messageId, line)
  if (line.from === 'bot' && !before) {
    state.activity = ''
    saw()
  }
  $('empty').textContent = ''
  const shown = $('messages').querySelector(`[data-id="${line.messageId}"]`)
  if (shown) shown.replaceWith(render(line))
  else if (line.messageId < lastShown()) showAll()
  else append(line).classList.add('new')
  showBot()
  if (!before && line.from === 'customer') scrollToEnd()
}

function gone(messageId) {
  state.lines.delete(messageId)
  showAll()
}

/** All but Telegram tell the shop that its messages were read. */
function saw() {
  if (channelOf(state.token) === 'telegram' || document.hidden) return
  clearTimeout(saw.timer)
  saw.timer = setTimeout(() => post({ reads: true }), 300)
}
document.addEventListener('visibilitychange', () => state.chatId && saw())

function lastShown() {
  return Number($('messages').lastElementChild?.dataset.id ?? 0)
}

function showAll() {
  $('messages').replaceChildren()
  const lines = [...state.lines.values()].sort((a, b) => a.messageId - b.messageId)
  lines.forEach(append)
  $('empty').textContent = lines.length > 0 ? '' : word(state.bots.length > 0 ? 'empty' : 'noBot')
  scrollToEnd()
}

function append(line) {
  const day = new Date(line.message.date * 1000)
  const key = day.toDateString()
  if ($('messages').dataset.day !== key || !$('messages').firstChild) {
    $('messages').dataset.day = key
    const text = day.toLocaleDateString(state.language, { day: 'numeric', month: 'long' })
    $('messages').append(element('li', 'day', text))
  }
  const item = render(line)
  $('messages').append(item)
  return item
}

function render(line) {
  const { message } = line
  const item = element('li', line.from === 'customer' ? 'mine' : '')
  item.dataset.id = line.messageId
  const bubble = element('div', 'bubble')
  if (message.reply_to_message) bubble.append(element('div', 'quote', plain(message.reply_to_message)))
  if (message.photo) bubble.append(photo(message.photo.at(-1)))
  if (message.document) bubble.append(file(message.document))
  const text = message.text ?? message.caption ?? place(message) ?? person(message)
  if (text) bubble.append(formatted(text, message.entities ?? message.caption_entities ?? []))
  if (message.reaction) bubble.append(element('span', 'reaction', message.reaction))
  bubble.append(meta(line))
  item.append(bubble)
  const keyboard = message.reply_markup?.inline_keyboard
  if (keyboard) item.append(keys(line.messageId, keyboard))
  return item
}

function place({ location, venue }) {
  return location && ['📍', venue?.title, venue?.address, `${location.latitude}, ${location.longitude}`].filter(Boolean).join('\n')
}

function person({ contact }) {
  return contact && `👤 ${contact.first_name}\n${contact.phone_number}`
}

function plain(message) {
  return message.text ?? message.caption ?? word('photoAlt')
}

function filePath(fileId) {
  return address(`${encodeURIComponent(state.token)}/files/${encodeURIComponent(fileId)}`).href
}

function photo(size) {
  if (!size.file_size) return element('div', 'missing', word('noPhoto'))
  const image = element('img', 'photo')
  image.alt = word('photoAlt')
  image.width = size.width
  image.height = size.height
  image.addEventListener('error', () => image.replaceWith(element('div', 'missing', word('noPhoto'))))
  image.src = filePath(size.file_id)
  return image
}

function file({ file_id: fileId, file_name: name }) {
  const link = element('a', 'file', name)
  link.href = filePath(fileId)
  link.download = name
  return link
}

const TAGS = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'code', blockquote: 'q' }

/** Entities count UTF-16 units, as strings do here, so the text can be cut where one begins or ends. */
function formatted(text, entities) {
  const node = element('div', 'words')
  node.dir = 'auto'
  const cuts = new Set([0, text.length])
  for (const { offset, length } of entities) cuts.add(offset).add(offset + length)
  const places = [...cuts].filter((at) => at <= text.length).sort((a, b) => a - b)
  places.slice(0, -1).forEach((start, index) => {
    let part = document.createTextNode(text.slice(start, places[index + 1]))
    for (const entity of entities) {
      if (entity.offset > start || entity.offset + entity.length <= start) continue
      const wrapper = entity.type === 'text_link' ? anchor(entity.url) : TAGS[entity.type] && element(TAGS[entity.type])
      if (!wrapper) continue
      wrapper.append(part)
      part = wrapper
    }
    node.append(part)
  })
  return node
}

function anchor(address) {
  const url = URL.parse(address)
  if (!url || !/^https?:$/.test(url.protocol)) return null
  const link = element('a')
  link.href = url.href
  link.target = '_blank'
  link.rel = 'noopener noreferrer'
  return link
}

function meta(line) {
  const node = element('div', 'meta')
  if (line.edited) node.append(element('span', '', word('edited')))
  const at = new Date(line.message.date * 1000)
  const time = element('time', '', at.toLocaleTimeString(state.language, { hour: '2-digit', minute: '2-digit', hour12: false }))
  time.dateTime = at.toISOString()
  node.append(time)
  if (line.from === 'customer') node.append(tick(line))
  return node
}

const TICKS = {
  pending: 'M12 5v6l4 2M12 21a9 9 0 1 1 0-18 9 9 0 0 1 0 18',
  delivered: 'm1 13 5 5L16 7M10 17l1 1L22 7',
}

function tick(line) {
  const late = line.delivery === 'pending' && line.attempts > 0
  const text = late ? word('retrying').replace('{n}', line.attempts) : word(line.delivery)
  const bad = late || line.delivery === 'dropped'
  const node = element('span', bad ? 'bad' : '', bad ? '!' : undefined)
  node.setAttribute('role', 'img')
  node.setAttribute('aria-label', text)
  node.title = text
  if (!bad) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    svg.setAttribute('viewBox', '0 0 24 24')
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    path.setAttribute('d', TICKS[line.delivery])
    svg.append(path)
    node.append(svg)
  }
  return node
}

function keys(messageId, keyboard) {
  const node = element('div', 'keys')
  for (const row of keyboard) {
    const line = element('div')
    for (const button of row) line.append(key(messageId, button))
    node.append(line)
  }
  return node
}

function key(messageId, { text, url, callback_data: data }) {
  const link = url ? anchor(url) : null
  if (link) {
    link.textContent = `${text} ↗`
    return link
  }
  const button = element('button', '', text)
  button.type = 'button'
  if (data === undefined) button.disabled = true
  button.addEventListener('click', async () => {
    button.setAttribute('aria-busy', 'true')
    await post({ callbackData: data, messageId })
  })
  return button
}

function act(action) {
  state.activity = action
  showBot()
  clearTimeout(act.timer)
  act.timer = setTimeout(() => {
    state.activity = ''
    showBot()
  }, TYPING_LASTS)
}

function answered(text) {
  for (const button of document.querySelectorAll('.keys [aria-busy]')) button.removeAttribute('aria-busy')
  if (text) toast(text)
}

function toast(text) {
  $('toast').textContent = text
  $('toast').hidden = false
  clearTimeout(toast.timer)
  toast.timer = setTimeout(() => ($('toast').hidden = true), 4000)
}

function showBot() {
  const bot = state.bots.find(({ token }) => token === state.token)
  const channel = bot ? channelOf(bot.token) : 'telegram'
  const kind = channel === 'telegram' ? `${word('bot')} · @` : ''
  $('channel').textContent = bot ? CHANNELS[channel] : Object.values(CHANNELS).join(' · ')
  $('bot-name').textContent = bot?.name ?? CHANNELS[channel]
  face($('bot-face'), bot?.name ?? 'T', bot?.id ?? 0)
  const busy = state.activity === 'typing' ? 'typing' : state.activity ? 'sendingPhoto' : ''
  const words = !state.online ? word('offline') : busy ? word(busy) : bot ? kind + bot.username : ''
  if ($('bot-state').textContent !== words) $('bot-state').textContent = words
  $('bot-state').classList.toggle('busy', Boolean(busy) && state.online)
  for (const id of ['text', 'attach']) $(id).disabled = !bot
  ready()
}

function scrollToEnd() {
  state.pinned = true
  $('log').scrollTop = $('log').scrollHeight
}

// Whoever has scrolled up to read stays there; everyone else follows what comes.
$('log').addEventListener('scroll', () => {
  const log = $('log')
  state.pinned = log.scrollHeight - log.scrollTop - log.clientHeight < 80
})
const follow = new ResizeObserver(() => state.pinned && scrollToEnd())
follow.observe($('messages'))
follow.observe($('log'))

// ---- writing

async function post(body) {
  try {
    await call('POST', `${encodeURIComponent(state.token)}/messages`, { chatId: state.chatId, from: from(), ...body })
    return true
  } catch {
    toast(word('failed'))
    answered('')
    return false
  }
}

function ready() {
  $('send').disabled = $('text').disabled || !$('text').value.trim()
}

async function send() {
  const text = $('text').value.trim()
  if (!text) return
  $('text').value = ''
  ready()
  if (!(await post({ text })) && !$('text').value) $('text').value = text
  ready()
  $('text').focus()
}

/** The vendors' apps, too, make a JPEG of moderate size of every photo. */
async function sendPhoto(picked, album) {
  let image
  try {
    image = await createImageBitmap(picked)
  } catch {
    toast(word('notAPhoto'))
    return
  }
  const scale = Math.min(1, PHOTO_EDGE / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(image.width * scale))
  canvas.height = Math.max(1, Math.round(image.height * scale))
  const context = canvas.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  const caption = $('text').value.trim()
  if (await post({ photo: canvas.toDataURL('image/jpeg', 0.85), caption, album })) $('text').value = ''
  ready()
}

$('composer').addEventListener('submit', (event) => {
  event.preventDefault()
  send()
})
$('text').addEventListener('input', ready)
$('text').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  send()
})
$('attach').addEventListener('click', () => $('photo').click())
$('photo').addEventListener('change', async () => {
  const picked = [...$('photo').files].slice(0, MOST_PHOTOS)
  $('photo').value = ''
  // Photos of one choice are an album where the vendor knows one.
  const album = picked.length > 1 ? String(Date.now()) : undefined
  for (const one of picked) await sendPhoto(one, album)
})

// ---- settings

$('bot').addEventListener('change', () => chooseBot($('bot').value).then(showBot, () => connected(false)))
$('new-person').addEventListener('click', () => {
  addPerson()
  $('first-name').select()
})
$('people').addEventListener('click', (event) => {
  const chosen = event.target.closest('.person')
  if (chosen) choosePerson(chosen.dataset.chat)
})
$('people').addEventListener('keydown', (event) => {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const ids = Object.keys(state.people)
  const next = (ids.indexOf(String(state.chatId)) + step + ids.length) % ids.length
  choosePerson(ids[next])
  $('people').children[next].focus()
})
$('person').addEventListener('submit', (event) => event.preventDefault())
$('person').addEventListener('input', () => {
  const firstName = $('first-name').value.trim()
  if (!firstName) return
  state.people[state.chatId] = { firstName, lastName: $('last-name').value.trim() }
  showPeople()
  remember()
})
$('language').addEventListener('change', () => {
  state.language = $('language').value
  speak()
  remember()
})
$('theme').addEventListener('change', () => {
  state.theme = $('theme').value
  paint()
  remember()
})
systemDark.addEventListener('change', paint)

function toggleSettings(open) {
  $('settings').classList.toggle('open', open)
  $('open-settings').setAttribute('aria-expanded', String(open))
  $(open ? 'close-settings' : 'open-settings').focus()
}
$('open-settings').addEventListener('click', () => toggleSettings(true))
$('close-settings').addEventListener('click', () => toggleSettings(false))
$('settings').addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && $('settings').classList.contains('open')) toggleSettings(false)
})

async function watchBots() {
  try {
    await loadBots()
    if (!state.stream) connected(true)
  } catch {
    connected(false)
  }
  setTimeout(watchBots, 3000)
}

$('language').value = state.language
$('theme').value = state.theme
paint()
speak()
watchBots()
