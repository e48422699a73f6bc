package signature

import "cmp"

// Limits bound what a verification takes on, whatever a package claims. A zero
// field takes the default. Beside these a package may have 8 signature blocks, a
// block 128 KiB, 4 signers, 32 certificates, 20,000 ASN.1 objects and 40 of them
// inside each other, an RSA key 8,192 bits, and MANIFEST.MF and a .SF file twice as
// many sections as there are entries, or 20,000.
type Limits struct {
	// SignatureBytes is the most for META-INF/MANIFEST.MF, the .SF files and
	// the blocks together, unpacked; 8 MiB. Java's own limit is 16,000,000
	// bytes for each of them (the property jdk.jar.maxSignatureFileSize). Never
	// more than 1 GiB.
	SignatureBytes int64
	// UnpackedBytes is the most for all signed entries together, unpacked, each
	// counted once for each of its digests; 256 MiB. Of the other entries as
	// much is unpacked, and the rest is left; the package is not verified then.
	// Never more than 1 PiB.
	UnpackedBytes int64
}

// DefaultLimits returns what a zero field of [Limits] stands for.
func DefaultLimits() Limits { return Limits{8 << 20, 256 << 20} }

func (l Limits) complete() Limits {
	d := DefaultLimits()
	return Limits{
		SignatureBytes: min(cmp.Or(max(l.SignatureBytes, 0), d.SignatureBytes), largestFile),
		UnpackedBytes:  min(cmp.Or(max(l.UnpackedBytes, 0), d.UnpackedBytes), 1<<50),
	}
}

// What a package can have of things that each cost a computation with a public
// key or memory for each byte. Real packages have one or two signers, with chains
// of two to four certificates, in blocks of 2 to 15 KB with up to 3,000 objects.
const (
	mostBlocks       = 8         // signature blocks in a package
	mostSigners      = 4         // signers in a block
	mostCertificates = 32        // certificates in a block
	largestRSAKey    = 8192      // bits; Java takes up to 16,384
	largestDSAKey    = 3072      // bits, of the modulus; Java takes no larger one either
	smallestKey      = 1024      // bits (java.security, jdk.jar.disabledAlgorithms)
	largestBlock     = 128 << 10 // bytes of a block
	mostObjects      = 20_000    // ASN.1 objects in a block
	deepestNesting   = 40        // ASN.1 objects inside each other in a block
	leastSections    = 10_000    // half of the sections that any MANIFEST.MF may have
	largestFile      = 1 << 30   // bytes of a signature file, whatever the limits say
)
