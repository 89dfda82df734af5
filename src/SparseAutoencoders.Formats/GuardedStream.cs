namespace SparseAutoencoders.Formats;

/// <summary>Passes on to another stream, which stays open, and keeps what that throws: others' libraries make something else of it on the way.</summary>
/// <param name="stream">The other stream.</param>
/// <param name="counts">Its place is counted from what is written, since pipes do not say how far they are.</param>
internal sealed class GuardedStream(Stream stream, bool counts = false) : Stream
{
    private long _count;

    /// <summary>What the other stream threw first; null if nothing.</summary>
    public Exception? Failure { get; private set; }

    public override bool CanRead => !counts && stream.CanRead;

    public override bool CanSeek => !counts && stream.CanSeek;

    public override bool CanWrite => stream.CanWrite;

    public override long Length => counts ? _count : stream.Length;

    public override long Position { get => counts ? _count : stream.Position; set => stream.Position = value; }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return stream.Read(buffer);
        }
        catch (Exception failure)
        {
            Failure ??= failure;
            throw;
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            stream.Write(buffer);
        }
        catch (Exception failure)
        {
            Failure ??= failure;
            throw;
        }
        _count += buffer.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => stream.Flush();

    public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

    public override void SetLength(long value) => throw new NotSupportedException();
}
