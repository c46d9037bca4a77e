import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { until } from '@vueuse/core'
import { sayFailed } from '@/platform/toasts'
import { openThreadFinder, threadLog } from './threadFinder'
import type { ThreadItem } from './threadItems'
import type { Inbox } from './useInbox'

const frame = () => new Promise(requestAnimationFrame)

/** Marks words of a message until the reader is elsewhere; nothing where they are not shown as they were written. */
function mark(article: HTMLElement, text: string, start: number, end: number) {
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT)
  const nodes: Text[] = []
  while (walker.nextNode()) nodes.push(walker.currentNode as Text)
  const from = nodes.map(({ data }) => data).join('').indexOf(text)
  if (from < 0 || !CSS.highlights) return
  const range = new Range()
  let passed = 0
  for (const node of nodes) {
    const within = (place: number) => passed <= from + place && from + place <= passed + node.length
    if (within(start)) range.setStart(node, from + start - passed)
    if (within(end)) {
      range.setEnd(node, from + end - passed)
      break
    }
    passed += node.length
  }
  CSS.highlights.set('said', new Highlight(range))
  article.addEventListener('blur', () => CSS.highlights.delete('said'), { once: true })
}

/** Goes to the message whose number or id stands in the address, which forgets it then. */
export function useThreadJump(inbox: Inbox) {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()

  /** A thread that is made of several is drawn once all of them are known, and looks at its end first. */
  async function drawn() {
    const ready = () => inbox.thread.value?.phase.value === 'ready' && (!inbox.conversation.value?.joined.length || inbox.joined.value !== null)
    await until(ready).toBe(true, { timeout: 5000 })
    await frame()
    await frame()
  }

  function light(place: number) {
    const article = threadLog().querySelector<HTMLElement>(`[data-index="${place}"] article`)
    if (!article) return null
    article.tabIndex = -1
    article.focus({ preventScroll: true })
    article.animate([{ backgroundColor: 'color-mix(in oklab, var(--ui-primary) 18%, transparent)' }, { backgroundColor: 'transparent' }], 2000)
    return article
  }

  /** Goes where a part of the address leads, which is forgotten with those that belong to it. */
  function follow<T>(part: () => T | undefined, forgotten: string[], go: (wanted: T, id: string) => Promise<void>) {
    watch(
      () => [part(), inbox.conversation.value?.id] as const,
      async ([wanted, id]) => {
        if (!wanted || !id || id !== route.params.id) return
        await router.replace({ query: { ...route.query, ...Object.fromEntries(forgotten.map(name => [name, undefined])) } })
        try {
          await drawn()
          await go(wanted, id)
        } catch (thrown) {
          sayFailed(t('desk.find.failed'), thrown)
        }
      },
      { immediate: true },
    )
  }

  follow(
    () => {
      const { said, from, to } = route.query
      return said ? { message: said.toString(), from: Number(from ?? 0), to: Number(to ?? 0) } : undefined
    },
    ['said', 'from', 'to'],
    async ({ message, from, to }) => {
      const like = (item: ThreadItem) => item.type === 'message' && item.message.id === message
      await openThreadFinder(inbox).toFirst(like)
      const items = inbox.view.value!.items()
      const place = items.findIndex(like)
      const article = light(place)
      const item = items[place]
      if (article && to && item?.type === 'message' && item.message.content.type === 'text') mark(article, item.message.content.text, from, to)
    },
  )
  follow(() => Number(route.query.at) || undefined, ['at'], async (seq, id) => {
    const said = (item: ThreadItem) => (item.type === 'message' && item.message.conversationId === id ? item.message.seq : 0)
    const oldest = (all: ThreadItem[]) => said(all.find(said) ?? all[0]!)
    await openThreadFinder(inbox).toFirst((item, all) => said(item) >= seq && oldest(all) <= seq)
    light(inbox.view.value!.items().findIndex(item => said(item) >= seq))
  })
}
