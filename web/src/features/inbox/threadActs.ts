import { inject } from 'vue'
import { useQueryCache } from '@pinia/colada'
import { useI18n } from 'vue-i18n'
import { download } from '@/platform/download'
import { sayDone, sayFailed } from '@/platform/toasts'
import { exportConversation, markAsSpam, mute as putMuted, noSpam, prioritise as putPriority, type Priority } from './deskApi'
import { contactName } from './names'
import { INBOX } from './useInbox'

/** What the menu of a conversation does to the open one, and the command menu, too. */
export function useThreadActs() {
  const { t } = useI18n()
  const inbox = inject(INBOX)!
  const cache = useQueryCache()
  const open = () => inbox.conversation.value!

  async function prioritise(priority: Priority) {
    const { id, priority: before } = open()
    if (priority === before) return
    const put = (to: Priority) => inbox.act(id, { priority: to }, () => putPriority(id, to), t('desk.priority.notDone'))
    if (await put(priority)) sayDone(t('desk.priority.done', { name: t(`desk.priority.${priority}`) }), () => void put(before))
  }

  /** Blocked and closed in one; what was before comes back in one. */
  async function spam() {
    const { id, contact } = open()
    const done = await inbox.act(id, { status: 'completed' }, () => markAsSpam(id), t('desk.block.notDone'))
    if (done) sayDone(t('desk.block.spamDone', { name: contactName(contact) }), () => void inbox.act(id, {}, () => noSpam(id), t('desk.block.notUndone')))
  }

  async function mute(on: boolean, id = open().id) {
    try {
      await putMuted(id, on)
      sayDone(t(on ? 'desk.mute.on' : 'desk.mute.off'), () => void mute(!on, id))
    } catch (thrown) {
      sayFailed(t('desk.mute.notDone'), thrown)
    }
    await cache.invalidateQueries({ key: ['muted'] })
  }

  async function takeOut(notes: boolean) {
    const { id, contact } = open()
    try {
      download(await exportConversation(id, notes), `${contactName(contact)}.csv`)
    } catch (thrown) {
      sayFailed(t('desk.export.notDone'), thrown)
    }
  }

  return { prioritise, spam, mute, takeOut }
}
