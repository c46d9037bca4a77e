import { ref } from 'vue'
import { defineQuery, useQuery } from '@pinia/colada'
import { fetchPeople } from './api'

const STEP = 200

/** The people of the company as far as they were asked for; the tabs share them. */
export const usePeople = defineQuery(() => {
  const most = ref(STEP)
  const query = useQuery({ key: ['people'], query: () => fetchPeople(most.value) })
  function show(count: number) {
    if (count <= most.value) return
    most.value = count
    void query.refetch()
  }
  return { query, showMore: () => show(most.value + STEP), showAll: () => show(Infinity) }
})
