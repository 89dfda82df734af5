using CsCheck;

namespace SparseAutoencoders.Tests.Data;

/// <summary>Whatever the bytes: rows, or one of the documented exceptions with a message of one line.</summary>
public sealed class DamageTests : IDisposable
{
    private static readonly Dictionary<string, byte[]> Whole = new()
    {
        ["a.idx"] = FileBytes.Idx(0x08, [3, 2, 2], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
        ["a.idx.gz"] = TestFolder.Gzip(FileBytes.Idx(0x0D, [2, 3], FileBytes.Singles(1, 2, 3, 4, 5, 6))),
        ["a.npy"] = FileBytes.Npy("<f4", "(2, 3)", FileBytes.Singles(1, 2, 3, 4, 5, 6)),
        ["b.npy"] = FileBytes.Npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2, 3), }", FileBytes.Singles(1, 2, 3, 4, 5, 6), version: 2),
        ["a.npy.gz"] = TestFolder.Gzip(FileBytes.Npy(">f8", "(2, 2)", FileBytes.Doubles(1, 2, 3, 4))),
        ["a.safetensors"] = FileBytes.Safetensors(
            """{"__metadata__":{"k":"v"},"x":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"y":{"dtype":"U8","shape":[3],"data_offsets":[16,19]}}""",
            [.. FileBytes.Singles(1, 2, 3, 4), 1, 2, 3]),
    };

    private readonly TestFolder _folder = new();

    public static TheoryData<string> Names => [.. Whole.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_truncation_is_refused(string name)
    {
        var whole = Whole[name];
        for (var length = 0; length < whole.Length; length++) Assert.False(Opens(_folder.Add(name, whole.AsSpan(0, length))), $"the first {length} bytes");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Changed_bytes_give_rows_or_a_documented_exception(string name)
    {
        var whole = Whole[name];
        var change = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(0, 1, 0x7f, 0x80, 0xff, (byte)'9', (byte)'-', (byte)'\'', (byte)'"', (byte)'{', (byte)'[', (byte)'(', (byte)',')));
        Gen.Select(change.Array[1, 6], Gen.Int[0, whole.Length]).Sample((changes, cut) =>
        {
            var damaged = whole.ToArray();
            foreach (var (place, value) in changes) damaged[place] = value;
            if (cut % 3 == 0) damaged = damaged[..cut];
            Opens(_folder.Add(Guid.NewGuid() + name, damaged));
        }, iter: 1500, seed: "0000000000001", threads: 1);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Arbitrary_bytes_behind_a_right_beginning_give_rows_or_a_documented_exception(string name)
    {
        var whole = Whole[name];
        Gen.Select(Gen.Int[0, Math.Min(whole.Length, 60)], Gen.Byte.Array[0, 100]).Sample(
            (kept, rest) => { Opens(_folder.Add(Guid.NewGuid() + name, [.. whole.AsSpan(0, kept), .. rest])); }, iter: 500, seed: "0000000000001", threads: 1);
    }

    public void Dispose() => _folder.Dispose();

    private static bool Opens(string path)
    {
        try
        {
            using var rows = Choices.BuiltIn.Open(path);
            Assert.InRange((long)rows.Count * rows.Width, 1, 10_000);
            rows.ToMatrix<float>();
            return true;
        }
        catch (InvalidDataException failure)
        {
            TestFolder.Message(path, failure);
            return false;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
