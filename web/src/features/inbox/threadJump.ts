import { watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { until } from '@vueuse/core'
import { sayFailed } from '@/platform/toasts'
import { openThreadFinder, threadLog } from './threadFinder'
import type { ThreadItem } from './threadItems'
import type { Inbox } from './useInbox'

const frame = () => new Promise(requestAnimationFrame)

/** Goes to the message whose number stands in the address, which forgets it then. */
export function useThreadJump(inbox: Inbox) {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()

  async function jump(id: string, seq: number) {
    // A thread that is made of several is drawn once all of them are known, and looks at its end first.
    const drawn = () => inbox.thread.value?.phase.value === 'ready' && (!inbox.conversation.value?.joined.length || inbox.joined.value !== null)
    await until(drawn).toBe(true, { timeout: 5000 })
    await frame()
    await frame()
    const said = (item: ThreadItem) => (item.type === 'message' && item.message.conversationId === id ? item.message.seq : 0)
    const oldest = (all: ThreadItem[]) => said(all.find(said) ?? all[0]!)
    await openThreadFinder(inbox).toFirst((item, all) => said(item) >= seq && oldest(all) <= seq)
    const place = inbox.view.value!.items().findIndex(item => said(item) >= seq)
    const article = threadLog().querySelector<HTMLElement>(`[data-index="${place}"] article`)
    if (!article) return
    article.tabIndex = -1
    article.focus({ preventScroll: true })
    article.animate([{ backgroundColor: 'color-mix(in oklab, var(--ui-primary) 22%, transparent)' }, { backgroundColor: 'transparent' }], 2000)
  }

  watch(
    () => [route.query.at, inbox.conversation.value?.id] as const,
    async ([at, id]) => {
      const seq = Number(at)
      if (!seq || !id || id !== route.params.id) return
      await router.replace({ query: { ...route.query, at: undefined } })
      try {
        await jump(id, seq)
      } catch (thrown) {
        sayFailed(t('desk.find.failed'), thrown)
      }
    },
    { immediate: true },
  )
}
