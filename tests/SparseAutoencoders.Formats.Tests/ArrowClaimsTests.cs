using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>Arrow files that claim what they do not hold: the library would believe them.</summary>
public sealed class ArrowClaimsTests : IDisposable
{
    private const int Block = 24;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_message_or_footer_that_claims_more_bytes_than_the_file_has_is_refused()
    {
        byte[] length = [0xf0, 0xff, 0xff, 0x7f];
        Refused([0xff, 0xff, 0xff, 0xff, .. length], "a message claims 2147483632 bytes");
        Refused([.. "ARROW1"u8, 0, 0, .. new byte[16], .. length, .. "ARROW1"u8], "a message claims 2147483632 bytes");
    }

    // The library calls itself once a level: the stack would run over.
    [Fact]
    public void A_schema_of_a_hundred_thousand_levels_is_refused() => Refused(Nested(levels: 100_000, children: 1), "its fields are nested too deeply");

    // Each field holds the next one twice: the library would make 2 to the power of 40 of them.
    [Fact]
    public void A_schema_that_names_its_fields_again_and_again_is_refused() => Refused(Nested(levels: 40, children: 2), "a message claims more than it holds");

    [Theory, InlineData(16), InlineData(15)]
    public void A_list_that_claims_more_elements_than_its_message_has_bytes_is_refused(byte size) => Refused(Nested(levels: 1, children: 1 << 28, size), "a message claims more than it holds");

    [Fact]
    public void Record_batches_that_the_footer_names_again_and_again_are_refused()
    {
        const int Batches = 60;
        var array = new DoubleArray.Builder().AppendRange(new double[1000]).Build();
        var bytes = Written(isFile: true, null, array, [.. Enumerable.Repeat(new DoubleArray.Builder().AppendRange([1, 2]).Build(), Batches - 1)]);
        var first = bytes.AsSpan().LastIndexOf(BitConverter.GetBytes(FirstBatch(bytes)));
        for (var batch = 1; batch < Batches; batch++) bytes.AsSpan(first, Block).CopyTo(bytes.AsSpan(first + batch * Block));
        Refused(bytes, "its messages claim more bytes than it has");
    }

    // 16 MB of bits in a file of a kilobyte or two: a gigabyte of numbers.
    [Fact]
    public void More_values_than_a_file_can_hold_are_refused_before_they_are_read()
    {
        var truths = new BooleanArray(new ArrowBuffer(new byte[1 << 24]), ArrowBuffer.Empty, 1 << 27, 0, 0);
        var bytes = Written(isFile: false, CompressionCodecType.Zstd, truths);
        Assert.InRange(bytes.Length, 0, 10_000);
        Refused(bytes, ": claims 134217728 values or more, and at most 67108864 are read from a file of its length.");
        Refused(Written(isFile: false, CompressionCodecType.Zstd, new FixedSizeListArray(new FixedSizeListType(BooleanType.Default, 1 << 20), 1 << 7, truths, ArrowBuffer.Empty)), ": claims 67");
    }

    [Fact]
    public void A_record_batch_that_claims_to_unpack_to_more_than_a_file_of_its_length_may_is_refused()
    {
        // Two buffers of 40 MB each: where lists begin, and how long they are.
        const int Count = 10 << 20;
        var places = new ArrowBuffer(new byte[Count * sizeof(int)]);
        Refused(Written(isFile: false, CompressionCodecType.Zstd, new ListViewArray(new ListViewType(DoubleType.Default), Count, places, places, new DoubleArray.Builder().Append(1).Build(), ArrowBuffer.Empty)),
            ": has a record batch that claims to unpack to ");
    }

    /// <summary>A stream's schema in the format's bytes: a field in a field in a field.</summary>
    private static byte[] Nested(int levels, int children, byte size = 16)
    {
        var fields = new List<byte>();
        for (var level = 0; level < levels; level++)
        {
            var at = 68 + fields.Count;
            fields.AddRange([.. Word(at - 24), .. Word(4), .. Word(children), .. Word(8), .. Word(4)]);       // where its kind is described, its list: the next field, and again
        }
        byte[] message =
        [
            .. Word(40),                                                                                   // 0: where the message is
            10, 0, 12, 0, 0, 0, 8, 0, 4, 0, 0, 0,                                                          // 4: a message has a kind and a header
            8, 0, 8, 0, 0, 0, 4, 0,                                                                        // 16: a schema has fields
            size, 0, 8, 0, .. new byte[10], 4, 0,                                                          // 24: a field has fields
            .. Word(36), .. Word(8), .. Word(1),                                                           // 40: the message; its header is a schema
            .. Word(36), .. Word(4),                                                                       // 52: the schema
            .. Word(1), .. Word(4),                                                                        // 60: its list of one field
            .. fields, .. new byte[24],
        ];
        return [0xff, 0xff, 0xff, 0xff, .. Word(message.Length), .. message];
    }

    private static byte[] Word(int number) => BitConverter.GetBytes(number);

    // Behind the mark, and the schema with its length.
    private static long FirstBatch(byte[] file) => 16 + BitConverter.ToInt32(file, 12);

    private static byte[] Written(bool isFile, CompressionCodecType? codec, IArrowArray array, params IArrowArray[] more)
    {
        var schema = new Schema([new Field("a", array.Data.DataType, true)], []);
        using var bytes = new MemoryStream();
        var options = new IpcOptions { CompressionCodec = codec, CompressionCodecFactory = new CompressionCodecFactory() };
        using (var writer = isFile ? new ArrowFileWriter(bytes, schema, leaveOpen: true, options) : new ArrowStreamWriter(bytes, schema, leaveOpen: true, options))
        {
            foreach (var batch in (IEnumerable<IArrowArray>)[array, .. more]) writer.WriteRecordBatch(new RecordBatch(schema, [batch], batch.Length));
            writer.WriteEnd();
        }
        return bytes.ToArray();
    }

    private void Refused(byte[] bytes, string finding)
    {
        var path = _folder.Add("refused.arrow", bytes);
        Assert.Contains(finding, TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.WithMoreFormats().Open(path))), StringComparison.Ordinal);
    }
}
