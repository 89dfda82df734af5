using SparseAutoencoders.Tests.Data;

namespace SparseAutoencoders.Tests.Files;

public sealed class WholeFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public void File_appears_with_its_contents_and_nothing_else_does()
    {
        WholeFile.Write(_folder["a"], stream =>
        {
            stream.Write([1, 2]);
            Assert.False(File.Exists(_folder["a"]));
        });
        Assert.Equal([1, 2], File.ReadAllBytes(_folder["a"]));
        WholeFile.Write(_folder["a"], stream => stream.Write([3]));
        Assert.Equal([3], File.ReadAllBytes(_folder["a"]));
        Assert.Equal([_folder["a"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Failure_leaves_the_old_file_and_nothing_else()
    {
        _folder.Add("a", [1]);
        Assert.Throws<OperationCanceledException>(() => WholeFile.Write(_folder["a"], stream =>
        {
            stream.Write(new byte[100_000]);
            throw new OperationCanceledException();
        }));
        Assert.Throws<ArithmeticException>(() => WholeFile.Write(_folder["b"], _ => throw new ArithmeticException()));
        Assert.Equal([_folder["a"]], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal([1], File.ReadAllBytes(_folder["a"]));
    }

    [Fact]
    public async Task Pipe_that_was_checked_ends_for_its_reader_only_when_it_is_written()
    {
        if (OperatingSystem.IsWindows()) return;
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [_folder["pipe"]])) await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        var read = Task.Run(() => File.ReadAllBytes(_folder["pipe"]), TestContext.Current.CancellationToken);
        WholeFile.Check(_folder["pipe"]);
        WholeFile.Check(_folder["pipe"]);
        WholeFile.Write(_folder["pipe"], stream => stream.Write([1, 2, 3]));
        Assert.Equal([1, 2, 3], await read);
    }

    [Fact]
    public void Places_where_no_file_can_be_made_are_told_by_write_and_by_check()
    {
        foreach (var action in new Action<string>[] { path => WholeFile.Write(path, _ => Assert.Fail("must not be reached")), WholeFile.Check })
        {
            var far = Path.Combine(_folder["none"], "a");
            Assert.Equal($": the folder {_folder["none"]} does not exist. Create it first.", TestFolder.Message(far, Assert.Throws<DirectoryNotFoundException>(() => action(far))));
            Assert.Contains("is a directory", TestFolder.Message(_folder.Path, Assert.Throws<IOException>(() => action(_folder.Path))), StringComparison.Ordinal);
            var under = Path.Combine(_folder.Add("file", [1]), "a");
            Assert.Contains("does not exist", TestFolder.Message(under, Assert.Throws<DirectoryNotFoundException>(() => action(under))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_name_too_long_is_told_and_leaves_nothing_behind()
    {
        var path = _folder[new string('a', 300)];
        Assert.Contains("the name is too long", TestFolder.Message(path, Assert.Throws<IOException>(() => WholeFile.Write(path, stream => stream.WriteByte(1)))), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Check_leaves_nothing_behind()
    {
        _folder.Add("a", [1]);
        WholeFile.Check(_folder["a"]);
        WholeFile.Check(_folder["b"]);
        Assert.Equal([_folder["a"]], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal([1], File.ReadAllBytes(_folder["a"]));
    }

    [Fact]
    public void Links_stay_and_permissions_too()
    {
        if (OperatingSystem.IsWindows()) return;
        _folder.Add("real", [1]);
        File.SetUnixFileMode(_folder["real"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherExecute);
        File.CreateSymbolicLink(_folder["link"], "real");
        WholeFile.Write(_folder["link"], stream => stream.Write([2]));
        Assert.Equal([2], File.ReadAllBytes(_folder["real"]));
        Assert.Equal("real", new FileInfo(_folder["link"]).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherExecute, File.GetUnixFileMode(_folder["real"]));
    }

    [Fact]
    public void Devices_are_written_straight_to()
    {
        if (!File.Exists("/dev/null")) return;
        WholeFile.Write("/dev/null", stream => stream.Write([1]));
        Assert.True(File.Exists("/dev/null"));
        if (!File.Exists("/dev/full")) return;
        Assert.Contains("cannot be written (No space left on device)", TestFolder.Message("/dev/full", Assert.Throws<IOException>(() => WholeFile.Write("/dev/full", stream => stream.Write(new byte[100_000])))), StringComparison.Ordinal);
    }

    // Not written to: a device that is taken for a file would be replaced by one.
    [Fact]
    public void A_link_to_a_device_is_a_device()
    {
        if (!File.Exists("/dev/null")) return;
        _folder.Add("a", [1]);
        File.CreateSymbolicLink(_folder["link.csv"], "/dev/null");
        File.CreateSymbolicLink(_folder["link to link.csv"], "link.csv");
        File.CreateSymbolicLink(_folder["other.csv"], "a");
        Assert.All(["/dev/null", "/dev/../dev/full", _folder["link.csv"], _folder["link to link.csv"]], path => Assert.True(WholeFile.IsDevice(path), path));
        Assert.All([_folder["a"], _folder["other.csv"], _folder.Path], path => Assert.False(WholeFile.IsDevice(path), path));
    }

    [Fact]
    public void Unknown_endings_of_row_files_are_refused_before_anything_is_computed()
    {
        Assert.Contains("Use .npy or .csv", TestFolder.Message(_folder["a.xlsx"], Assert.Throws<ArgumentException>(() => RowOutput.Check(_folder["a.xlsx"]))), StringComparison.Ordinal);
        Assert.Contains("without an ending", TestFolder.Message(_folder["a"], Assert.Throws<ArgumentException>(() => RowOutput.Check(_folder["a"]))), StringComparison.Ordinal);
        RowOutput.Check(_folder["a.CSV"]);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();
}
