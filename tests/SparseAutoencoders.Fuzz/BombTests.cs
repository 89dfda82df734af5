using System.Text;

namespace SparseAutoencoders.Fuzz;

/// <summary>Small files that stand for much: what they cost is bounded by a constant, not by what they unpack to.</summary>
public sealed class BombTests
{
    private const int Unit = 16 << 20;

    // 64 MB are held in memory before the disk is used; growing to there by doubling takes as much again.
    private const long MostHeld = 130 << 20;

    [Fact]
    public void Packed_rows_that_unpack_to_half_a_gigabyte_are_read_from_the_disk()
    {
        byte[] file = [.. TestFolder.Gzip(FileBytes.Npy("|u1", $"({32 * 4096}, 4096)")), .. Packed(0, 32)];
        Assert.InRange(file.Length, 0, 8 << 20);
        Assert.Null(Cost("npy", file, MostHeld));
    }

    [Theory]
    [InlineData("(1099511627776, 1099511627776)", "at most 2147483647 rows")]
    [InlineData("(2147483647, 65536)", "more than can be packed into this file")]
    [InlineData("(65536, 4096)", "and the file ends after 134217")]
    [InlineData("(1, 4096)", "holds more than its header promises")]
    public void Packed_rows_that_are_not_what_the_header_promises_are_refused(string shape, string finding) =>
        Assert.Contains(finding, Cost("npy", [.. TestFolder.Gzip(FileBytes.Npy("|u1", shape)), .. Packed(0, 8)], MostHeld), StringComparison.Ordinal);

    [Fact]
    public void Packed_stream_of_half_a_gigabyte_is_read_in_a_buffer() =>
        Assert.Contains("is of no known format", Cost("gzip", Packed((byte)'x', 32), 1 << 20), StringComparison.Ordinal);

    [Fact]
    public void Packed_text_of_many_rows_is_parsed_to_the_disk() =>
        Assert.Null(Cost("csv", [.. Enumerable.Repeat(TestFolder.Gzip(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0\n", 1 << 20)))), 12).SelectMany(part => part)], MostHeld));

    [Theory]
    [InlineData((byte)'x')]
    [InlineData((byte)',')]
    [InlineData((byte)'"')]
    public void Packed_text_without_a_line_end_is_refused(byte character) =>
        Assert.Contains("line 1: is longer than 4194304 characters", Cost("csv", Packed(character, 32), MostHeld), StringComparison.Ordinal);

    [Fact]
    public void Packed_safetensors_header_of_fifty_megabytes_is_refused()
    {
        byte[] start = [.. BitConverter.GetBytes(3L * Unit), (byte)'{'];
        Assert.Contains("at most 4000000 are read from a packed file", Cost("safetensors", [.. TestFolder.Gzip(start), .. Packed((byte)' ', 4)], 1 << 20), StringComparison.Ordinal);
    }

    [Fact]
    public void Packed_model_is_refused_unopened() =>
        Assert.Contains("is packed with gzip. Unpack it first", Cost("model", Packed(0, 4), 1 << 20), StringComparison.Ordinal);

    [Theory]
    [InlineData("0")]
    [InlineData("x")]
    public void Line_of_a_million_cells_costs_what_a_million_lines_cost(string cell)
    {
        var line = string.Join(',', Enumerable.Repeat(cell, 1 << 20)) + "\n";
        var text = Encoding.ASCII.GetBytes(line + line.Replace('x', '0'));
        Assert.Null(Cost("csv", text, Guard.Factor * text.Length));
    }

    [Fact]
    public void Header_of_very_many_entries_costs_what_its_length_allows()
    {
        var texts = string.Join(',', Enumerable.Range(0, 300_000).Select(i => $"\"{i}\":\"\""));
        var tensors = string.Join(',', Enumerable.Range(0, 100_000).Select(i => $$"""
            "{{i}}":{"dtype":"U8","shape":[0,1],"data_offsets":[0,0]}
            """));
        var file = FileBytes.Safetensors($$"""{"__metadata__":{ {{texts}} },{{tensors}}}""");
        Assert.Contains("holds several tensors", Cost("safetensors", file, Guard.Factor * file.Length), StringComparison.Ordinal);
    }

    /// <summary>Reads a file, makes sure that it cost no more, and returns the refusal.</summary>
    private static string? Cost(string reader, byte[] file, long most)
    {
        using var guard = new Guard(Reader.Named(reader));
        var message = guard.Run(file);
        Assert.True(guard.Allocated <= most, $"{guard.Allocated} bytes of memory for a file of {file.Length}");
        return message;
    }

    /// <summary>One byte, over and over, as members of <see cref="Unit"/> bytes each.</summary>
    private static byte[] Packed(byte value, int members)
    {
        var unit = new byte[Unit];
        Array.Fill(unit, value);
        var packed = TestFolder.Gzip(unit);
        return [.. Enumerable.Repeat(packed, members).SelectMany(part => part)];
    }
}
