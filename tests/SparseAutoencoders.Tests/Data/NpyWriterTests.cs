using System.Text;

namespace SparseAutoencoders.Tests.Data;

public sealed class NpyWriterTests
{
    [Fact]
    public void Singles_are_written_as_numpy_would()
    {
        using var stream = new MemoryStream();
        NpyWriter.Write<float>(stream, Rows.From([[1f, 2], [3, 4], [5, -0.5f]]), cancel: TestContext.Current.CancellationToken);
        var head = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }".PadRight(117) + "\n";
        byte[] expected = [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(head), .. FileBytes.Singles(1, 2, 3, 4, 5, -0.5f)];
        Assert.Equal(expected, stream.ToArray());
    }

    [Fact]
    public void Halves_are_written_from_singles()
    {
        using var stream = new MemoryStream();
        NpyWriter.Write<Half>(stream, Rows.From([[1f, 2], [3, -0.1f]]), cancel: TestContext.Current.CancellationToken);
        Assert.StartsWith("{'descr': '<f2', 'fortran_order': False, 'shape': (2, 2), }", Encoding.ASCII.GetString(stream.ToArray().AsSpan(10)));
        Assert.Equal([0, 0x3c, 0, 0x40, 0, 0x42, 0x66, 0xae], stream.ToArray()[^8..]);
    }

    [Fact]
    public void Progress_ends_with_all_rows_and_cancelling_stops()
    {
        var rows = Rows.From([[1f, 2], [3, 4], [5, 6]]);
        var told = new List<int>();
        NpyWriter.Write<float>(Stream.Null, rows, new Told(told), TestContext.Current.CancellationToken);
        Assert.Equal(3, told[^1]);
        Assert.Throws<OperationCanceledException>(() => NpyWriter.Write<float>(Stream.Null, rows, cancel: new CancellationToken(canceled: true)));
    }

    private sealed class Told(List<int> all) : IProgress<int>
    {
        public void Report(int value) => all.Add(value);
    }
}
