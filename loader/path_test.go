package loader_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/tacorder/tacorder/loader"
)

func TestTheDriveOfAPath(t *testing.T) {
	for _, c := range []struct {
		os         loader.OS
		path, want string
	}{
		{loader.Windows, `D:\dev`, "d:"},
		{loader.Windows, `d:/dev`, "d:"},
		{loader.Windows, `D:\`, "d:"},
		{loader.Windows, `D:dev`, "d:"},
		{loader.Windows, `\\FILES\Share\dev`, "//files/share"},
		{loader.Windows, `//files/share/dev/x`, "//files/share"},
		{loader.Windows, `\\files\share\`, "//files/share"},
		{loader.Windows, `\\files`, "//files"},
		{loader.Windows, `D:\[dev-1]`, "d:"},
		{loader.Windows, `\\`, ""},
		{loader.Windows, `\dev`, ""},
		{loader.Windows, `dev`, ""},
		{loader.Windows, `1:\dev`, ""},
		{loader.Windows, `:`, ""},
		{loader.Windows, ``, ""},
		{loader.MacOS, `D:\dev`, ""},
		{loader.Linux, `//files/share`, ""},
		{"", `D:\dev`, "d:"},
		{"amiga", `D:\dev`, "d:"},
	} {
		assert.Equal(t, c.want, c.os.Drive(c.path), "%s %q", c.os, c.path)
	}
}

func TestPathsAreTheSameAsTheSystemComparesThem(t *testing.T) {
	for _, c := range []struct {
		os   loader.OS
		a, b string
		same bool
	}{
		{loader.Windows, `D:\Dev\x`, `d:/dev/X`, true},
		{loader.Windows, `D:\Übung`, `d:\übung`, true},
		{loader.Windows, `D:\dev\`, `D:\dev//`, true},
		{loader.Windows, `\\files\share\`, `//FILES/share`, true},
		{loader.Windows, `D:\`, `D:`, true},
		{loader.Windows, `D:\dev`, `E:\dev`, false},
		{loader.Windows, `D:\dev`, `D:\dev2`, false},
		{loader.Windows, `D:\dev`, `D:\x\..\dev`, false},
		{loader.Windows, `\`, ``, false},
		{"", `D:\Dev`, `d:/dev`, true},
		{loader.MacOS, `/Users/ann/dev/`, `/Users/ann/dev`, true},
		{loader.MacOS, `/Users/ann/Dev`, `/Users/ann/dev`, false},
		{loader.Linux, `/srv/dev`, `/srv/dev//`, true},
		{loader.Linux, `/srv/dev`, `/srv/DEV`, false},
		{loader.Linux, `/srv\dev`, `/srv/dev`, false},
		{loader.Linux, `/srv/dev\`, `/srv/dev`, false},
		{loader.Linux, "/caf\xe9", "/caf\xe8", false},
		{loader.Linux, `/`, `//`, true},
		{loader.Linux, `/`, ``, false},
		{loader.Linux, ``, ``, true},
	} {
		assert.Equal(t, c.same, c.os.SamePath(c.a, c.b), "%s %q %q", c.os, c.a, c.b)
		assert.Equal(t, c.same, c.os.SamePath(c.b, c.a), "%s %q %q", c.os, c.b, c.a)
	}
}

func TestAPathIsAbsolute(t *testing.T) {
	for _, c := range []struct {
		os       loader.OS
		path     string
		absolute bool
	}{
		{loader.Windows, `D:\dev`, true},
		{loader.Windows, `d:/`, true},
		{loader.Windows, `\\files\share`, true},
		{loader.Windows, `//files/share`, true},
		{loader.Windows, `D:dev`, false},
		{loader.Windows, `D:`, false},
		{loader.Windows, `\dev`, false},
		{loader.Windows, `/srv/dev`, false},
		{loader.Windows, `dev`, false},
		{loader.Windows, `.\dev`, false},
		{loader.Windows, `1:\dev`, false},
		{loader.Windows, ``, false},
		{"", `D:\dev`, true},
		{"", `/srv/dev`, false},
		{loader.MacOS, `/Users/ann/dev`, true},
		{loader.MacOS, `~/dev`, false},
		{loader.Linux, `/`, true},
		{loader.Linux, `srv/dev`, false},
		{loader.Linux, `D:\dev`, false},
		{loader.Linux, `\\files\share`, false},
		{loader.Linux, ``, false},
	} {
		assert.Equal(t, c.absolute, c.os.Absolute(c.path), "%s %q", c.os, c.path)
	}
}

// What is compared is a path of its own: it has the drive of the path that it stands
// for, and comparing it again changes nothing.
func TestAComparedPathStandsForThePath(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		os := rapid.SampledFrom(append(loader.Systems(), "")).Draw(t, "os")
		path := rapid.StringOf(rapid.RuneFrom([]rune(`\/:aAcCİK`))).Draw(t, "path")
		compared := os.ComparedPath(path)
		require.Equal(t, compared, os.ComparedPath(compared))
		require.True(t, os.SamePath(path, compared))
		require.Equal(t, os.Drive(path), os.Drive(compared))
		require.Equal(t, path == "", compared == "")
	})
}

func ExampleOS_SamePath() {
	fmt.Println(loader.Windows.SamePath(`D:\Dev\`, `d:/dev`))
	fmt.Println(loader.Linux.SamePath("/srv/Dev", "/srv/dev"))
	// Output:
	// true
	// false
}
