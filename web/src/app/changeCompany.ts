import { words } from '@/platform/i18n'
import { changeCompany, user } from '@/platform/session'
import { sayFailed } from '@/platform/toasts'

/** Pages with something unsaved hold on to the window being closed; leaving the company is no less. */
const mayLeave = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true })) || window.confirm(words.t('shell.leaveUnsaved'))

/** Goes on in another company; the application notices the other member, forgets what it has shown, and goes home. */
export async function goToCompany(id: string) {
  const now = user.value?.company
  if (id === now?.id || !mayLeave()) return
  try {
    await changeCompany(id)
  } catch (thrown) {
    sayFailed(words.t('shell.companies.failed', { company: now?.name ?? '' }), thrown)
  }
}
