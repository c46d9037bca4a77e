import { useQueryCache } from '@pinia/colada'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { download } from '@/platform/download'
import { sayDone, sayFailed } from '@/platform/toasts'
import { activateVersion, copyVersion, deactivateVersion, deleteVersion, exportVersion, type ModelVersion } from './api'

/** What can be done to a version, in the list and on its own page. */
export function useVersionActs() {
  const { t } = useI18n()
  const router = useRouter()
  const cache = useQueryCache()
  const again = () => Promise.all(['model-versions', 'model-version'].map(key => cache.invalidateQueries({ key: [key] })))
  const openVersion = (id: string) => router.push(`/company/assistant/${id}`)

  async function attempt(act: () => Promise<unknown>, done: string, failed: string) {
    try {
      await act()
      if (done) sayDone(done)
      return true
    } catch (thrown) {
      sayFailed(failed, thrown)
      return false
    } finally {
      await again()
    }
  }

  const nameOf = ({ name, number }: ModelVersion) => name ?? `v${number}`
  const activate = (version: ModelVersion) =>
    attempt(() => activateVersion(version.id), t('assistant.activated', { name: nameOf(version) }), t('assistant.notChanged', { name: nameOf(version) }))
  const deactivate = (version: ModelVersion) =>
    attempt(() => deactivateVersion(version.id), t('assistant.deactivated', { name: nameOf(version) }), t('assistant.notChanged', { name: nameOf(version) }))
  const remove = (version: ModelVersion) =>
    attempt(() => deleteVersion(version.id), t('assistant.deleted', { name: nameOf(version) }), t('assistant.notChanged', { name: nameOf(version) }))
  const copy = (version: ModelVersion) =>
    attempt(async () => openVersion((await copyVersion(version.id)).id), t('assistant.copied'), t('assistant.notCopied', { name: nameOf(version) }))

  async function save(version: ModelVersion) {
    try {
      download(new Blob([JSON.stringify(await exportVersion(version.id), null, 2)], { type: 'application/json' }), `assistant-v${version.number}.json`)
    } catch (thrown) {
      sayFailed(t('assistant.notExported', { name: nameOf(version) }), thrown)
    }
  }

  return { nameOf, activate, deactivate, remove, copy, save, openVersion, again }
}
