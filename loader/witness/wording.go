package witness

import "slices"

// A Wording is one way in which Tableau says something of connectors.
type Wording struct {
	ID   string
	Kind Kind
	// Key is the k of the lines that say it; "" is any that begins with
	// connector-plugin, and "*" is any at all.
	Key string
	// Text is what the line says. {class}, {path}, {module}, {version}, {reason} and
	// {n} stand for what differs, and … for any text, also none; a blank stands for any
	// white space, and a line break for such with a line break. A {path} has a separator
	// or ends with .taco. A row that begins with … and goes on is looked for beside the
	// others, as a line may say both, but says nothing where another row said its kind.
	//
	// A line under another key than connector-plugin… is found by the longest piece of
	// Text, byte by byte: if its writer doubled a blank in there, it is passed over.
	Text     string
	Releases string // where it was seen, in words
	Source   string
}

// anyKey is the Key of a row for lines of any k.
const anyKey = "*"

// The sources that several rows come from.
const (
	serverLog     = "tableau/LogShark test data, DataServer_DataServerEvents.csv"
	serverRelease = "2019.2"
	verifierDoc   = "connector-plugin-sdk docs/log-entries.md, which states no key"
	verifierFrom  = "not stated; signatures are verified since 2019.4"
	verdictDoc    = "aidatacooper/wow-tableau-problem-solving docs/desktop-log-verdict.md, section 7.1"
	verifierBlock = "SDK #447, which states no key"
)

// wordings is the table of known wordings. The first row that fits is taken, so that a
// row stands before another one that fits more. The piece by which a row under another
// key than connector-plugin… is found has no sign that JSON might escape.
var wordings = [...]Wording{
	// A process starts. Of startup-info the text is an object.
	{"process-started", Started, "startup-info", "…", "2019.2", "tableau/LogShark VizqlDesktopPluginTests.cs"},
	{"module-registered", Started, "msg", "Connectors registered from {module}", serverRelease, serverLog},

	// A connector gets on.
	{"resource-file", Reading, "", "Loaded resource file … for {path}", serverRelease, serverLog},
	{"resource-files", Reading, "", "Loaded {n} resource files for {path}", serverRelease, serverLog},
	{"dialog-loaded", Step, "", "Successfully loaded connection dialog file (.tcd) for class '{class}'.", serverRelease, serverLog},
	{"dialect-none", Step, "", "No dialect file (.tdd) specified for class '{class}'.", serverRelease, serverLog},
	{"resolvers-loading", Step, "", "DataDrivenResolverRegistry::LoadResolvers: Loading TDR files.", serverRelease, serverLog},
	{"resolvers-loaded", Step, "", "DataDrivenResolverRegistry::LoadResolvers: Loaded {n} TDR files.", serverRelease, serverLog},
	{"resolver-registered", Step, "", "Successfully registered connection resolver file (.tdr) for class '{class}'.", serverRelease, serverLog},
	{"loaded", Loaded, "", "Successfully loaded connector for class {class} from connector plugin {path}", serverRelease, serverLog},

	// A connector is rejected. The spelling "overriden" is Tableau's.
	{"class-registered", Collision, "", "Class already registered: {class}", "2019.2", "SDK #133; tableau/LogShark VizqlDesktopPluginTests.cs"},
	{"system-connector", Protected, "", "Connector will not be overriden as it is already registered as a system connector: {class}", "2026.2", verdictDoc},

	// A connector fails.
	{"failures-follow", Step, "", "Some connector plugins failed to load:", "2026.2", verdictDoc},
	{"manifest-failed", LoadFailed, "", "Failed to load manifest.xml from {path}", "2020.1, 2020.2", "SDK #571, #482"},
	{"package-failed", OpenFailed, "", "Failed to open connector package {path}", "2020.3", "SDK #625"},
	{"entry-failed", ValidateFailed, "", "Failed to validate {path}", "2019.2", "SDK #134"},
	{"dialog-failed", DialogFailed, "", "Error loading connection dialog file (.tcd) for class '{class}'. Skipping plugin.", "2020.1", "SDK #622"},
	{"resolver-failed", ResolverFailed, "", "Error loading connection resolver file (.tdr) for class '{class}'. Skipping plugin.", "none", "by analogy with dialog-failed; no line of the kind was seen"},
	{"connector-failed", LoadFailed, "", "{path} failed to load", "2026.1, 2026.2", verdictDoc},

	// Why a connector fails.
	{"vendor-information", Detail, "", "ReadVendorInfoFromDOM: {reason}", "2020.1", "SDK #571"},
	{"manifest-fault", Detail, "msg", "manifest.xml: {reason}", "2020.2", "SDK #482"},

	// A signature is verified. The verifier is a program of its own, whose lines may
	// stand in one text or in several.
	{"signature-failed", SignatureFailed, "", "Taco signature verification failed for {path} Exit code: {n}.", "2021.3", "SDK #903"},
	{"signature-failed-because", SignatureFailed, "", "Taco signature verification failed for {path} Exit code: {n}. {reason}", "2021.3", "SDK #903, with the verifier's lines of SDK #447"},
	{"verifier-failed-because", SignatureFailed, anyKey, "Taco signature verification failed, Exit code: {n}.\nVerify signature: {path}\n{reason}", "2019.4", verifierBlock},
	{"verifier-failed", SignatureFailed, anyKey, "Taco signature verification failed, Exit code: {n}.", "2019.4", verifierBlock},
	{"verifier-path", Step, anyKey, "Verify signature: {path}", "2019.4", verifierBlock},
	{"verifier-signer", Detail, "", "Signed by: {reason}", verifierFrom, verifierDoc}, // words too common for any key
	{"verified", SignatureVerified, anyKey, ".taco verified.", verifierFrom, verifierDoc},
	{"unsigned", SignatureFailed, anyKey, ".taco is not signed.", verifierFrom, verifierDoc},
	{"unsigned-files", SignatureFailed, anyKey, "There are unsigned files in the .taco.", verifierFrom, verifierDoc},
	{"chain-invalid", SignatureFailed, anyKey, "The signer certificate chain is not validated.", verifierFrom, verifierDoc},
	{"keystore-failed", SignatureFailed, anyKey, "Failed to get trusted certificates from JRE keystore.", verifierFrom, verifierDoc},
	{"certificate-expired", SignatureFailed, anyKey, "The signer certificate has expired.", verifierFrom, verifierDoc},
	{"certificate-not-yet", SignatureFailed, anyKey, "The signer certificate is not yet valid.", verifierFrom, verifierDoc},
	{"untrusted", SignatureFailed, anyKey, "Taco is unsigned or the signer certificate is not trusted.", "2019.4", verifierBlock},
	{"bad-key-usage", SignatureFailed, anyKey, "Bad key usage", "2019.4", "SDK #447, #401, which state no key"},
	{"connection-refused", SignatureFailed, "excp", "Package signature verification failed during connection creation.", "2019.4, 2021.3, 2024.1", "SDK #903, #401; connector-plugin-sdk docs/common-errors.md"},

	// A workbook wants a class, or an error tells of the one in use.
	{"class-missing", ClassUnknown, "excp", "Tableau doesn't recognize the data source type '{class}'.…", "2019.4, 2021", "SDK #624; Altinity/tableau-connector-for-clickhouse #2"},
	{"class-missing-type", ClassUnknown, "excp", "…DataSourceClassMissing…", "2021", "Altinity/tableau-connector-for-clickhouse #2, whose dse-type it is; messages are translated"},
	{"class-in-use", ClassNamed, anyKey, "…Connector Class: {class}, Version: {version}…", "2021, 2024.1", "SDK #1233; exasol/tableau-connector's guide; the wording of error dialogs"},
}

// Wordings returns the table of known wordings in its order, in a fresh slice.
func Wordings() []Wording { return slices.Clone(wordings[:]) }
