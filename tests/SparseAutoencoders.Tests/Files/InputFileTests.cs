using SparseAutoencoders.Tests.Data;

namespace SparseAutoencoders.Tests.Files;

public sealed class InputFileTests : IDisposable
{
    private static readonly byte[] PackedNothing = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly TestFolder _folder = new();

    [Fact]
    public void What_cannot_be_opened_is_told_in_one_line()
    {
        Assert.Contains("there is no such file", TestFolder.Message(_folder["none.npy"], Assert.Throws<FileNotFoundException>(() => Choices.BuiltIn.Open(_folder["none.npy"]))), StringComparison.Ordinal);
        var far = Path.Combine(_folder["none"], "none.npy");
        Assert.Contains("there is no such folder", TestFolder.Message(far, Assert.Throws<DirectoryNotFoundException>(() => Choices.BuiltIn.Open(far))), StringComparison.Ordinal);
        Assert.Contains("is a directory", TestFolder.Message(_folder.Path, Assert.Throws<IOException>(() => InputFile.OpenRead(_folder.Path))), StringComparison.Ordinal);
        var empty = _folder.Add("empty.npy", []);
        Assert.Contains("is empty", TestFolder.Message(empty, Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(empty))), StringComparison.Ordinal);
        var packed = _folder.Add("empty.gz", PackedNothing);
        Assert.Contains("is empty once unpacked", TestFolder.Message(packed, Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(packed))), StringComparison.Ordinal);
        var unknown = _folder.Add("a.xyz", [1, 2, 3]);
        Assert.Contains("of no known format. Give one of these, plain or as .gz: idx (.idx -ubyte), npy (.npy)", TestFolder.Message(unknown, Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(unknown))), StringComparison.Ordinal);
        if (File.Exists("/dev/zero")) Assert.Contains("is empty", Assert.ThrowsAny<Exception>(() => Choices.BuiltIn.Open("/dev/zero")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_cut_anywhere_is_told_apart_from_damage_and_from_a_whole_file()
    {
        var contents = new byte[1000];
        new Random(1).NextBytes(contents.AsSpan(0, 500));
        var packed = TestFolder.Gzip(contents);
        Assert.Equal(contents, Unpack(packed));
        for (var length = 2; length < packed.Length; length++)
            Assert.Contains("is cut short", Assert.Throws<InvalidDataException>(() => Unpack(packed[..length])).Message, StringComparison.Ordinal);
        foreach (var place in new[] { 3, packed.Length / 2, packed.Length - 6, packed.Length - 2 })
        {
            var damaged = packed.ToArray();
            damaged[place] ^= 0x55;
            Assert.Contains("is damaged", Assert.Throws<InvalidDataException>(() => Unpack(damaged)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Gzip_of_several_members_is_read_to_its_end()
    {
        byte[] members = [.. TestFolder.Gzip([1, 2, 3]), .. PackedNothing, .. TestFolder.Gzip(new byte[300])];
        Assert.Equal([1, 2, 3, .. new byte[300]], Unpack(members));
        Assert.Contains("is cut short", Assert.Throws<InvalidDataException>(() => Unpack(members[..^1])).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private byte[] Unpack(byte[] packed)
    {
        using var file = InputFile.OpenRead(_folder.Add("a.gz", packed));
        using var contents = new MemoryStream();
        file.CopyTo(contents);
        return contents.ToArray();
    }
}
