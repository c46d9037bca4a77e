import { expect, it } from 'vitest'
import { kindOf, newVerifyToken, originsOf, publicAddressOf, snippetOf } from './kinds'

it('an address becomes an origin, and what is none is not taken', () => {
  expect(originsOf('www.kedai.example/shop\nhttp://localhost:3000')).toEqual(['https://www.kedai.example', 'http://localhost:3000'])
  expect(originsOf('https://*.kedai.example, https://*.kedai.example')).toEqual(['https://*.kedai.example'])
  expect(originsOf('')).toEqual([])
  for (const wrong of ['https://', 'https://a*.example', 'ftp://kedai.example:x', 'https://*.']) expect(originsOf(wrong), wrong).toBeNull()
})

it('a kind is told by channel and provider', () => {
  expect(kindOf({ channel: 'whatsapp', provider: null })).toBe('whatsapp')
  expect(kindOf({ channel: 'whatsapp', provider: 'cloud' })).toBe('whatsapp')
  expect(kindOf({ channel: 'whatsapp', provider: 'onsend' })).toBe('onsend')
  expect(kindOf({ channel: 'whatsapp', provider: 'onsend_io' })).toBe('onsend_io')
  expect(kindOf({ channel: 'webchat', provider: null })).toBe('webchat')
})

it('a bot has an address where its customers find it, once Telegram has told its name', () => {
  expect(publicAddressOf({ channel: 'telegram', settings: { username: 'kedai_bot' } })).toBe('https://t.me/kedai_bot')
  expect(publicAddressOf({ channel: 'telegram', settings: {} })).toBeNull()
  expect(publicAddressOf({ channel: 'webchat', settings: { username: 'kedai_bot' } })).toBeNull()
})

it('the snippet names the site, and no two verify tokens are alike', () => {
  expect(snippetOf('wsk_live_x')).toContain('data-site-key="wsk_live_x"></script>')
  expect(newVerifyToken()).toMatch(/^[a-z0-9]{36}$/)
  expect(newVerifyToken()).not.toBe(newVerifyToken())
})
