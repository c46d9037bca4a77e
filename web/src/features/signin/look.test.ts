import { expect, it } from 'vitest'
import { slugOfHost } from './look'

it('a company stands before the host, but not in an address or a bare domain', () => {
  expect(slugOfHost('kedai.chat.example')).toBe('kedai')
  expect(slugOfHost('Kedai.localhost')).toBe('kedai')
  for (const host of ['localhost', 'example.com', 'www.example.com', '127.0.0.1', '10.0.0.12', '[::1]']) expect(slugOfHost(host), host).toBeNull()
})
