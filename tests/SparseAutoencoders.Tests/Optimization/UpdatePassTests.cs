using System.Numerics;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Optimization;

public sealed class UpdatePassTests
{
    [Theory, InlineData(1, 0), InlineData(20, 20), InlineData(9_000, 8_195), InlineData(20_000, 17)]
    public void Step_decays_the_first_parameters_and_gives_their_squares(int count, int decayed)
    {
        double[] Drawn(ulong seed) => [.. Networks.Numbers(1, count, seed, low: -1).Cast<double>()];
        var (start, gradient) = (Drawn(1), Drawn(2));
        var decay = 0.25;
        double[] whole = [.. start.Select((w, i) => gradient[i] + (i < decayed ? 2 * decay * w : 0))];
        var squares = start.Take(decayed).Sum(w => w * w);
        foreach (var options in (MiniBatchOptions[])[new AdamOptions(), new SgdOptions()])
        {
            var expected = Line(start);
            options.Create<double>(count, Workers.Shared).Step(expected, Line(whole), 0, 0, 0.01);
            foreach (var threads in (int[])[1, 3])
            {
                using var workers = new Workers(threads);
                var moved = Line(start);
                Close.To(squares, options.Create<double>(count, workers).Step(moved, Line(gradient), decayed, decay, 0.01), 1e-13, absolute: 1e-15);
                Close.To(expected.All.ToArray(), moved.All.ToArray(), 1e-13, 1e-13);
            }
        }
    }

    internal static Matrix<T> Line<T>(T[] numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var line = new Matrix<T>(1, numbers.Length);
        numbers.CopyTo(line.All);
        return line;
    }
}
