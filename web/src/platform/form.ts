import { computed, nextTick, onScopeDispose, reactive, ref, watch, type Ref } from 'vue'
import { onBeforeRouteLeave } from 'vue-router'
import { useEventListener } from '@vueuse/core'
import { words } from './i18n'
import { asProblem, type Problem } from './problem'
import { sayFailed } from './toasts'

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

/**
 * A form over something that is kept on the server: `draft` is what is being typed, `dirty` whether it differs from
 * what was read. A new reading replaces the draft only while nothing was typed.
 */
export function useDraft<T extends object>(source: () => T) {
  const kept = ref(copy(source())) as Ref<T>
  const draft = reactive(copy(source())) as T
  const dirty = computed(() => JSON.stringify(draft) !== JSON.stringify(kept.value))
  const take = (value: T) => {
    kept.value = copy(value)
    Object.assign(draft, copy(value))
  }
  watch(source, value => dirty.value || take(value))
  return { draft, dirty, discard: () => take(kept.value), take }
}

/** Asks before a page with something unsaved is left. */
export function useLeaveGuard(dirty: Ref<boolean>) {
  onBeforeRouteLeave(() => !dirty.value || window.confirm(words.t('shell.leaveUnsaved')))
  useEventListener('beforeunload', event => dirty.value && event.preventDefault())
}

/**
 * Sends a form. What the server says of a field is found in `errors` under the field's name and the first such field
 * gets the focus; what it says of the whole is in `problem`, or in a toast titled `failed`.
 *
 * The fields carry `name` and stand in the element given as `form`.
 */
export function useSubmit(form: Ref<HTMLElement | { $el: HTMLElement } | null>) {
  const busy = ref(false)
  const errors = ref<Record<string, string>>({})
  const problem = ref<Problem | null>(null)
  let over = false
  onScopeDispose(() => (over = true))

  async function focusFirst() {
    await nextTick()
    const element = form.value && '$el' in form.value ? form.value.$el : form.value
    element?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }

  /** True when `send` succeeded. `missing` are faults found here, by field; with any of them nothing is sent. */
  async function submit(send: () => Promise<unknown>, { failed, missing = {} }: { failed?: string; missing?: Record<string, string | false | undefined> } = {}) {
    if (busy.value) return false
    problem.value = null
    errors.value = Object.fromEntries(Object.entries(missing).filter((entry): entry is [string, string] => Boolean(entry[1])))
    if (Object.keys(errors.value).length) {
      await focusFirst()
      return false
    }
    busy.value = true
    try {
      await send()
      return true
    } catch (thrown) {
      if (over) return false
      const refused = asProblem(thrown)
      errors.value = Object.fromEntries(refused.errors.map(({ field, message }) => [field, message]))
      if (refused.errors.length) await focusFirst()
      else if (failed) sayFailed(failed, refused)
      else problem.value = refused
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, errors, problem, submit }
}
