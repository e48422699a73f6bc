package signature_test

import (
	"context"
	"fmt"
	"os"

	"github.com/tacorder/tacorder/manifest/taco"
	"github.com/tacorder/tacorder/manifest/taco/signature"
)

func ExampleVerifier() {
	file, err := os.Open("testdata/packages/unsigned-entries-added.taco")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := taco.Open(file, info.Size(), taco.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	s := (&signature.Verifier{}).Verify(context.Background(), p)
	fmt.Println(s.State)
	fmt.Println(s.Detail)
	for _, signer := range s.Signers {
		fmt.Println(signer.Block, "by", signer.Subject)
	}
	// Output:
	// unsigned-entries
	// "added.txt" is not signed.
	// META-INF/SIGNER.RSA by CN=rsa,O=Example
}

func ExampleParseRoots() {
	data, err := os.ReadFile("testdata/roots.pem") // or what "keytool -list -rfc" writes
	if err != nil {
		fmt.Println(err)
		return
	}
	roots, unreadable, err := signature.ParseRoots(data)
	if err != nil {
		fmt.Println(err)
		return
	}
	v := signature.Verifier{Roots: roots}
	fmt.Println(v.Roots != nil, len(unreadable))
	// Output: true 0
}
