import type { Ref } from 'vue'
import { assignMany } from '@/platform/assign'
import type { Conversation, NewCompletion, Person } from '@/platform/client'
import { words } from '@/platform/i18n'
import { asProblem } from '@/platform/problem'
import { sayDone, sayFailed } from '@/platform/toasts'
import { threadApi } from './api'
import * as server from './deskApi'
import { contactName } from './names'

interface Desk {
  openId: () => string | null
  conversation: Ref<Conversation | null>
  mayAssign: Ref<boolean>
  act: (id: string, guess: Partial<Conversation>, call: () => Promise<Conversation>, failed: string) => Promise<boolean>
  reload: (id: string) => Promise<void>
  show: (after: Conversation) => void
  myself: () => Person
}

const { t } = words

/** Who handles the open conversation and how it ends. */
export function conversationActs({ openId, conversation, mayAssign, act, reload, show, myself }: Desk) {
  /** Where somebody was faster, what they made of it is shown instead. */
  const claiming = (id: string, call: () => Promise<Conversation>) => async () => {
    try {
      return await call()
    } catch (thrown) {
      // The page has it from the next event in any case.
      if (asProblem(thrown).code === 'taken-already') setTimeout(() => void reload(id).catch(() => undefined))
      throw thrown
    }
  }

  async function put(before: Conversation, to: Person | null, reason?: string, seen?: Person | null) {
    return act(before.id, { assignee: to }, claiming(before.id, () => server.assign(before.id, to?.id ?? null, reason, seen)), t('desk.acts.failed.assign'))
  }

  async function assign(to: Person | null, reason?: string) {
    const before = conversation.value
    if (!before || before.assignee?.id === to?.id) return
    if (await put(before, to, reason, before.assignee))
      sayDone(to ? t('desk.acts.done.assigned', { name: to.name }) : t('desk.acts.done.unassigned'), () => void put(before, before.assignee))
  }

  /** To whoever the company's rule finds; only what nobody is responsible for. */
  async function assignByRule() {
    const before = conversation.value
    if (!before) return
    try {
      const { done } = await assignMany([before.id], { byRule: true })
      const after = await threadApi.conversation(before.id)
      show(after)
      if (done.length && after.assignee) sayDone(t('desk.acts.done.assigned', { name: after.assignee.name }), () => void put(after, null, undefined, after.assignee))
      else sayFailed(t('desk.assign.noRoom'))
    } catch (thrown) {
      sayFailed(t('desk.acts.failed.assign'), thrown)
    }
  }

  /** I answer from now on; an admin becomes responsible, too. */
  async function takeOver() {
    const before = conversation.value
    if (!before) return
    const me = myself()
    const seen = before.answering === 'member' ? before.answeringMember : null
    if (seen?.id !== me.id) {
      const call = () => server.takeOver(before.id, seen?.id ?? null)
      if (!(await act(before.id, { answering: 'member', answeringMember: me }, claiming(before.id, call), t('desk.acts.failed.takeOver')))) return
    }
    if (mayAssign.value && seen) await assign(me)
  }

  async function handBack() {
    const id = openId()
    if (id) await act(id, { answering: 'assistant', answeringMember: null }, () => server.handBack(id), t('desk.acts.failed.handBack'))
  }

  async function close(completion: NewCompletion) {
    const before = conversation.value
    if (!before) return false
    const done = await act(before.id, { status: completion.status }, () => server.complete(before.id, completion), t('desk.acts.failed.close'))
    if (done) sayDone(t(`desk.acts.done.${completion.status}`, { name: contactName(before.contact) }), () => void reopen(before.id))
    return done
  }

  const reopen = (id = openId() ?? '') => act(id, {}, () => server.reopen(id), t('desk.acts.failed.reopen'))

  return { takeOver, handBack, assign, assignByRule, close, reopen }
}
