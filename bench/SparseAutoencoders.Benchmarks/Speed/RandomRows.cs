using System.Numerics;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>So many rows of 784 numbers in [0, 1), made as they are read; they repeat after a while.</summary>
internal sealed class RandomRows(int count) : IRows
{
    private static readonly float[] Numbers = Draw();

    public string Name => "random rows";

    public int Count => count;

    public int Width => 784;

    public string NumberType => "float32";

    public ImageShape? Image => null;

    public IReadOnlyList<string>? Columns => null;

    public int PlaceInSource(int row) => row;

    public void Read<T>(int first, Span<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowRange.Check(this, first, destination.Length);
        var place = (int)((long)first * Width % Numbers.Length);
        foreach (ref var number in destination)
        {
            number = T.CreateTruncating(Numbers[place]);
            place = place + 1 == Numbers.Length ? 0 : place + 1;
        }
    }

    public void Dispose() { }

    // A prime, so that rows do not repeat before 784 times as many numbers.
    private static float[] Draw()
    {
        var random = new Random(1);
        var numbers = new float[1_000_003];
        foreach (ref var number in numbers.AsSpan()) number = random.NextSingle();
        return numbers;
    }
}
