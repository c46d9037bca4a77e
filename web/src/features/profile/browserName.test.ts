import { expect, it } from 'vitest'
import { browserName } from './browserName'

it('browsers that pretend to be others are told apart', () => {
  const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
  const names = [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    `Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/142.0.0.0 Safari/537.36`,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0',
  ].map(agent => Object.values(browserName(agent) ?? {}).join(' '))
  expect(names).toEqual(['Edge Windows false', 'Chrome Linux false', 'Safari iPhone true', 'Firefox macOS false'])
  expect(browserName('curl/8.5.0')).toBeNull()
  expect(browserName(null)).toBeNull()
})
