package signature

import "cmp"

// Limits bound what a verification takes on, whatever a package claims. A zero
// field takes the default.
type Limits struct {
	// SignatureBytes is the most for META-INF/MANIFEST.MF, the .SF files and
	// the blocks together, unpacked; 8 MiB. Java's own limit is 16,000,000
	// bytes for each of them (the property jdk.jar.maxSignatureFileSize). Never
	// more than 1 GiB.
	SignatureBytes int64
	// UnpackedBytes is the most for all signed entries together, unpacked; 1 GiB.
	UnpackedBytes int64
}

// DefaultLimits returns what a zero field of [Limits] stands for.
func DefaultLimits() Limits { return Limits{8 << 20, 1 << 30} }

func (l Limits) complete() Limits {
	d := DefaultLimits()
	return Limits{
		SignatureBytes: min(cmp.Or(max(l.SignatureBytes, 0), d.SignatureBytes), largestFile),
		UnpackedBytes:  cmp.Or(max(l.UnpackedBytes, 0), d.UnpackedBytes),
	}
}

// What a package can have of things that each cost a computation with a public
// key, so that no package costs much more than another. Real ones have one or two
// signers with chains of two to four certificates.
const (
	mostBlocks       = 8         // signature blocks in a package
	mostSigners      = 4         // signers in a block
	mostCertificates = 32        // certificates in a block
	largestRSAKey    = 8192      // bits
	largestDSAKey    = 3072      // bits, of the modulus; Java takes no larger one either
	smallestKey      = 1024      // bits (java.security, jdk.jar.disabledAlgorithms)
	mostObjects      = 20_000    // ASN.1 objects in a block; real ones have up to 3,000
	deepestNesting   = 100       // ASN.1 objects inside each other in a block
	largestBlock     = 256 << 10 // bytes of a block; real ones have 2 to 15 KB

	// A MANIFEST.MF has a section a file. Twice as many as there are entries are
	// taken, and of a small package twice as many as this.
	leastSections = 10_000

	largestFile = 1 << 30 // bytes of a signature file, whatever the limits say
)
