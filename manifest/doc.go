// Package manifest reads a connector's manifest.xml and says what is wrong with
// it.
//
// [Parse] takes bytes and gives a [Manifest], a plain struct with all that the
// public schema knows, and all [Problem]s at once, each with a code, a place in
// the file and the releases of Tableau for which it holds:
//
//		m, problems := manifest.Parse("manifest.xml", data, manifest.Limits{})
//
//	  - A fatal problem means that the document is no connector's manifest: it is
//	    not well-formed, its encoding is not UTF-8 or UTF-16 with a byte order
//	    mark, it has a DOCTYPE, two roots or two attributes of one name, it is over
//	    the [Limits], or it has no class. Then there is no Manifest.
//	  - Any other problem breaks the schema. Tableau does not load a connector
//	    whose manifest breaks the schema of its release (SDK #482, #571), so each
//	    problem knows its releases; see [Problem.Holds].
//
// The schema is that of the Connector SDK, connector_plugin_manifest_latest.xsd,
// with the releases in which its parts came. It is a table of elements, and
// [Checks] is the table of codes.
//
// [ReadOutline] gives the elements of a manifest, or of another XML file of a
// connector, with their places, and also of one that is broken further down;
// [SourceLine] gives a line of a file to show under a problem.
//
// The XML is read with github.com/beevik/etree, which accepts a good deal that
// is not XML; this package checks what etree lets through. Places are worked out
// only for a manifest with problems. Nothing that is read can make Parse panic,
// and the limits bound its memory and time.
package manifest
