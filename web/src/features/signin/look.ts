import { shallowRef } from 'vue'
import { languageChosen, speak } from '@/platform/i18n'
import { asProblem } from '@/platform/problem'
import { signInLook, type SignInLook } from './api'

/** `kedai` of `kedai.chat.example`: what may be a company's name before the installation's host. */
export function slugOfHost(host: string): string | null {
  const labels = host.toLowerCase().split('.')
  if (/^[\d.]+$/.test(host) || host.includes(':')) return null
  const enough = labels.at(-1) === 'localhost' ? 2 : 3
  return labels.length >= enough && labels[0] !== 'www' ? (labels[0] ?? null) : null
}

/** The face of the company whose page this is, by the path or else by the host. `unknown` only where the path named one. */
export function useLook(slug: string | undefined) {
  const look = shallowRef<SignInLook | null>(null)
  const unknown = shallowRef(false)
  const wanted = slug ?? slugOfHost(location.hostname)

  async function load() {
    if (!wanted) return
    try {
      look.value = await signInLook(wanted.toLowerCase())
      if (!languageChosen()) await speak(look.value.language, { chosen: false })
    } catch (thrown) {
      // Without its face the page still does its work.
      unknown.value = slug !== undefined && asProblem(thrown).status === 404
    }
  }
  return { look, unknown, wanted, loaded: load() }
}
