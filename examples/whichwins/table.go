package main

import "strings"

// A cell is a piece of text in a table.
type cell struct {
	text  string
	style style
}

// widestCell is how wide one cell may make its column; a wider one moves the
// rest of its row.
const widestCell = 18

// A table lays rows out in columns. The last cell of a row may be of any width.
type table struct {
	page   *page
	indent int
	widths []int
}

// newTable makes a table for these rows; the cells are cleaned.
func newTable(p *page, indent int, rows [][]cell) *table {
	t := &table{page: p, indent: indent}
	for _, row := range rows {
		for i := range row {
			row[i].text = clean(row[i].text)
			if i == len(t.widths) {
				t.widths = append(t.widths, 0)
			}
			if n := columns(row[i].text); n <= widestCell || i == 0 {
				t.widths[i] = max(t.widths[i], n)
			}
		}
	}
	return t
}

// row writes one row. A cell that does not fit stands on the next line, deeper,
// and the last one, which may be a location, alone on it.
func (t *table) row(cells []cell) {
	var b strings.Builder
	used, last := t.indent, len(cells)-1
	b.WriteString(strings.Repeat(" ", t.indent))
	for i, c := range cells {
		n := columns(c.text)
		if used+n > t.page.width && (i == last || used > t.indent+deeper) {
			t.line(&b)
			used = t.indent + deeper
			if i == last {
				t.page.location(used, c.text)
				return
			}
			b.WriteString(strings.Repeat(" ", used))
		}
		gap := max(t.widths[i]-n, 0) + 2
		b.WriteString(t.page.paint(c.style, c.text))
		b.WriteString(strings.Repeat(" ", gap))
		used += n + gap
	}
	t.line(&b)
}

// deeper is how much deeper the further lines of a row stand.
const deeper = 4

// line ends a line of a row.
func (t *table) line(b *strings.Builder) {
	t.page.out.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	b.Reset()
}

// fits tells whether all columns fit the page.
func (t *table) fits() bool {
	sum := t.indent - 2
	for _, w := range t.widths {
		sum += w + 2
	}
	return sum <= t.page.width
}
