import { ref, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Language } from '@/platform/client'
import { sayDone, sayFailed } from '@/platform/toasts'
import { translateDraft } from './deskApi'

/**
 * Puts what is being written into the customer's language; the words before come back by undo. Nothing is sent.
 *
 * @param language without it that of the conversation
 */
export function useDraftTranslation(text: Ref<string>, conversation: () => string, language?: () => Language | undefined) {
  const { t } = useI18n()
  const busy = ref(false)

  async function translate() {
    const before = text.value
    busy.value = true
    try {
      const translated = await translateDraft(conversation(), before, language?.())
      // What has been written since stays.
      if (text.value !== before) return
      text.value = translated.text
      sayDone(t('desk.draft.done'), () => (text.value = before))
    } catch (thrown) {
      sayFailed(t('desk.draft.notDone'), thrown)
    } finally {
      busy.value = false
    }
  }

  return { busy, translate }
}
