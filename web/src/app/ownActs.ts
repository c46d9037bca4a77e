import { answer, api, type Language } from '@/platform/client'
import { speak, words } from '@/platform/i18n'
import { changeUser, signOut, user } from '@/platform/session'
import { sayDone, sayFailed } from '@/platform/toasts'

/** Kept with the account, too, unless one only looks in. */
export async function chooseLanguage(language: Language) {
  await speak(language)
  if (user.value?.view) return
  try {
    changeUser(await answer(api.PATCH('/api/v1/me', { body: { language } })))
  } catch (thrown) {
    sayFailed(words.t('shell.languageNotKept'), thrown)
  }
}

/** Away, one is given nothing new. */
export async function beAvailable(available: boolean) {
  try {
    changeUser(await answer(api.PUT('/api/v1/me/availability', { body: { available } })))
    sayDone(words.t(available ? 'commands.nowAvailable' : 'commands.nowAway'), () => void beAvailable(!available))
  } catch (thrown) {
    sayFailed(words.t('commands.availabilityNotKept'), thrown)
  }
}

export async function leave() {
  try {
    await signOut()
  } catch (thrown) {
    sayFailed(words.t('shell.signOutFailed'), thrown)
  }
}
