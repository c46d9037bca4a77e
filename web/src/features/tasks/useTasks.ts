import { useQueryCache } from '@pinia/colada'
import { useI18n } from 'vue-i18n'
import { sayDone, sayFailed } from '@/platform/toasts'
import { addTask, completeTask, removeTask, reopenTask, type Task } from './api'

/** What is done with a task wherever it is shown. */
export function useTasks() {
  const { t } = useI18n()
  const cache = useQueryCache()
  const again = async () => {
    await cache.invalidateQueries({ key: ['tasks'] })
    await cache.invalidateQueries({ key: ['dashboard'] })
  }

  async function done(task: Task, is: boolean) {
    try {
      await (is ? completeTask(task.id) : reopenTask(task.id))
      sayDone(t(is ? 'tasks.isDone' : 'tasks.isOpen', { title: task.title }), () => void done(task, !is))
    } catch (thrown) {
      sayFailed(t('tasks.notChanged'), thrown)
    }
    await again()
  }

  async function remove(task: Task) {
    try {
      await removeTask(task.id)
      sayDone(t('tasks.removed'), () => void restore(task))
    } catch (thrown) {
      sayFailed(t('tasks.notChanged'), thrown)
    }
    await again()
  }

  async function restore({ title, dueAt, assigneeId, conversationId, contactId }: Task) {
    try {
      await addTask({ title, dueAt, assigneeId, conversationId, contactId: conversationId ? undefined : contactId })
    } catch (thrown) {
      sayFailed(t('tasks.notChanged'), thrown)
    }
    await again()
  }

  return { again, done, remove }
}
