package loader

import "slices"

// A NativeClass is a class that is compiled into Tableau, so that no file
// claims it. No source lists the native classes of a release: a row says where
// one was seen, and the catalogue takes it for every product and release, which
// the rule native-class grades.
type NativeClass struct {
	Class    string
	Products []Product // the products it was seen in
	Releases string    // the releases it was seen in, in words
	Source   string    // where
}

// A sighting is a source that names native classes.
type sighting struct {
	products []Product
	releases string
	source   string
}

var (
	// documentAPI is a list of data source classes. Of it memsql is left out:
	// Server 2019.2 loads that class from a file of its built-in directory.
	documentAPI = sighting{[]Product{Desktop}, "10.x (about 2016)",
		"tableau/document-api-python tableaudocumentapi/dbclass.py"}
	collision2019 = sighting{[]Product{Desktop, Server, PrepConductor}, "2019.2",
		"tableau/LogShark test data: Class already registered: mongodb"}
	systemConnector = sighting{[]Product{Desktop}, "2026.2",
		"aidatacooper/wow-tableau-problem-solving docs/desktop-log-verdict.md"}
)

// nativeTable is the catalogue, by the bytes of the class.
var nativeTable = [...]struct {
	class string
	seen  *sighting
}{
	{"DataStax", &documentAPI},
	{"adb_mysql", &systemConnector},
	{"asterncluster", &documentAPI},
	{"aurora", &documentAPI},
	{"awshadoophive", &documentAPI},
	{"bigquery", &documentAPI},
	{"bigsql", &documentAPI},
	{"csv", &documentAPI},
	{"cubeextract", &documentAPI},
	{"dataengine", &documentAPI},
	{"db2", &documentAPI},
	{"denormalized-cube", &documentAPI},
	{"essbase", &documentAPI},
	{"exasolution", &documentAPI},
	{"excel", &documentAPI},
	{"excel-direct", &documentAPI},
	{"excel-reader", &documentAPI},
	{"firebird", &documentAPI},
	{"genericodbc", &documentAPI},
	{"google-analytics", &documentAPI},
	{"google-sheets", &documentAPI},
	{"googlecloudsql", &documentAPI},
	{"greenplum", &documentAPI},
	{"hadoophive", &documentAPI},
	{"hortonworkshadoophive", &documentAPI},
	{"kognitio", &documentAPI},
	{"maprhadoophive", &documentAPI},
	{"marklogic", &documentAPI},
	{"mongodb", &collision2019},
	{"msaccess", &documentAPI},
	{"msolap", &documentAPI},
	{"mysql", &documentAPI},
	{"netezza", &documentAPI},
	{"oracle", &documentAPI},
	{"paraccel", &documentAPI},
	{"postgres", &documentAPI},
	{"powerpivot", &documentAPI},
	{"progressopenedge", &documentAPI},
	{"redshift", &documentAPI},
	{"salesforce", &documentAPI},
	{"sapbw", &documentAPI},
	{"saphana", &documentAPI},
	{"snowflake", &documentAPI},
	{"spark", &documentAPI},
	{"splunk", &documentAPI},
	{"sqlserver", &documentAPI},
	{"sybasease", &documentAPI},
	{"sybaseiq", &documentAPI},
	{"tbio", &documentAPI},
	{"teradata", &documentAPI},
	{"textscan", &documentAPI},
	{"vectorwise", &documentAPI},
	{"vertica", &documentAPI},
	{"webdata", &documentAPI},
	{"webdata-direct", &documentAPI},
}

// Natives returns the catalogue of native classes, by the bytes of the class,
// in a fresh slice.
func Natives() []NativeClass {
	out := make([]NativeClass, len(nativeTable))
	for i, row := range nativeTable {
		out[i] = NativeClass{row.class, slices.Clone(row.seen.products), row.seen.releases, row.seen.source}
	}
	return out
}
