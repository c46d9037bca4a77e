import { expect, it } from 'vitest'
import words from '@/words/en/commands.json'

const sources = import.meta.glob<string>('../**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true })

/** Where each command is made: `{ id: '…'` in what is given to `useCommands`. */
const made = Object.entries(sources)
  .filter(([path, text]) => !path.endsWith('.test.ts') && text.includes('useCommands(['))
  .flatMap(([path, text]) =>
    text.split('useCommands([').slice(1).flatMap(list => {
      const end = list.indexOf('\n])')
      return [...list.slice(0, end < 0 ? undefined : end).matchAll(/(?:^|[\s{(])id: '([\w-]+)'(.*)/g)].map(([, id, rest]) => ({ id: id!, path, hidden: rest!.includes('hidden: true') }))
    }),
  )

it('no command takes the name of another', () => {
  expect(made.length).toBeGreaterThan(20)
  const names = made.map(({ id }) => id)
  expect(made.filter(({ id }, index) => names.indexOf(id) !== index)).toEqual([])
})

it('each command of the menu has its words', () => {
  expect(made.filter(({ id, hidden }) => !hidden && !(id in words)).map(({ id }) => id)).toEqual([])
})
