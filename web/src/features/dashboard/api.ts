import { answer, api } from '@/platform/client'
import type { components } from '@/platform/schema'

type Schemas = components['schemas']
export type Dashboard = Schemas['Dashboard']
export type Figure = Schemas['DashboardNumber']
export type FigureName = Schemas['DashboardFigure']
export type FigureRow = Schemas['DashboardRow']
export type Part = Schemas['DashboardPart']
export type Period = Schemas['DashboardPeriod']
export type Board = 'company' | 'agent' | 'platform'

export const PERIODS: Period[] = ['today', '7d', '30d', '90d']

export const fetchDashboard = (board: Board, period: Period): Promise<Dashboard> => {
  const params = { query: { period } }
  switch (board) {
    case 'company':
      return answer(api.GET('/api/v1/dashboards/company', { params }))
    case 'agent':
      return answer(api.GET('/api/v1/dashboards/agent', { params }))
    case 'platform':
      return answer(api.GET('/api/v1/dashboards/platform', { params }))
  }
}

/** The rows behind a figure, page by page. */
export const fetchRows = (board: Board, figure: FigureName, period: Period, after?: string, member?: string): Promise<{ items: FigureRow[]; next?: string | null }> => {
  const params = { path: { figure }, query: { period, after, limit: 50 } }
  switch (board) {
    case 'company':
      return answer(api.GET('/api/v1/dashboards/company/figures/{figure}', { params: { ...params, query: { ...params.query, member } } }))
    case 'agent':
      return answer(api.GET('/api/v1/dashboards/agent/figures/{figure}', { params }))
    case 'platform':
      return answer(api.GET('/api/v1/dashboards/platform/figures/{figure}', { params }))
  }
}
