import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TitleComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([
  BarChart,
  CustomChart,
  LineChart,
  GridComponent,
  LegendComponent,
  TitleComponent,
  SVGRenderer,
]);

const WIDTH = 680;
const ROW = 26;
const OURS = '#1f6f8b';
const OTHERS = '#b9c4c9';

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Standard deviation over seeds, where there are several. */
  readonly spread?: number;
  readonly isOurs: boolean;
}

export interface IntervalRow {
  readonly name: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

function draw(height: number, option: EChartsCoreOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({ animation: false, ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** One figure beside its baselines, the greatest on top, as SVG. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const sorted = [...bars].sort((left, right) => left.value - right.value);
  return draw(70 + ROW * sorted.length, {
    title: { text: title, textStyle: { fontSize: 14 } },
    grid: { left: 8, right: 90, top: 34, bottom: 8 },
    xAxis: { type: 'value', scale: false },
    yAxis: { type: 'category', data: sorted.map(({ name }) => name) },
    series: [
      {
        type: 'bar',
        data: sorted.map(({ value, isOurs }) => ({
          value,
          itemStyle: { color: isOurs ? OURS : OTHERS },
        })),
        label: {
          show: true,
          position: 'right',
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const { value, spread } = sorted[dataIndex];
            return spread ? `${shown(value)} ± ${shown(spread)}` : shown(value);
          },
        },
      },
    ],
  });
}

/** Differences with their intervals against zero, as SVG. */
export function intervalChart(title: string, rows: readonly IntervalRow[]): string {
  const values = rows.flatMap(({ low, high }) => [low, high, 0]);
  const margin = (Math.max(...values) - Math.min(...values)) * 0.08 || 1;
  return draw(80 + ROW * rows.length, {
    title: { text: title, textStyle: { fontSize: 14 } },
    grid: { left: 8, right: 24, top: 34, bottom: 8 },
    xAxis: {
      type: 'value',
      min: Math.min(...values) - margin,
      max: Math.max(...values) + margin,
      axisLabel: { formatter: shown, hideOverlap: true },
    },
    yAxis: { type: 'category', data: rows.map(({ name }) => name), inverse: true },
    series: [
      {
        type: 'custom',
        data: rows.map(({ value, low, high }, row) => [value, row, low, high]),
        renderItem: drawInterval,
      },
    ],
  });
}

interface ItemReader {
  value(dimension: number): number;
  coord(point: [number, number]): [number, number];
}

function drawInterval(_: unknown, reader: ItemReader) {
  const row = reader.value(1);
  const at = (dimension: number) => reader.coord([reader.value(dimension), row]);
  const [[x, y], [low], [high]] = [at(0), at(2), at(3)];
  return {
    type: 'group',
    children: [
      { type: 'line', shape: { x1: low, y1: y, x2: high, y2: y }, style: { stroke: OURS } },
      { type: 'circle', shape: { cx: x, cy: y, r: 4 }, style: { fill: OURS } },
    ],
  };
}

/** Series over epochs (or other steps), as SVG. */
export function lineChart(
  title: string,
  series: Readonly<Record<string, readonly number[]>>,
): string {
  const names = Object.keys(series);
  const steps = Math.max(...names.map((name) => series[name].length));
  return draw(280, {
    title: { text: title, textStyle: { fontSize: 14 } },
    legend: { data: names, top: 2, right: 8 },
    grid: { left: 8, right: 24, top: 40, bottom: 8 },
    xAxis: { type: 'category', data: Array.from({ length: steps }, (_, step) => String(step + 1)) },
    yAxis: { type: 'value', scale: true },
    series: names.map((name) => ({ type: 'line', name, data: series[name] })),
  });
}

/** Four significant digits. */
export function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}
