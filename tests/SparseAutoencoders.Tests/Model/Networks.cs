using System.Numerics;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Model;

/// <summary>The reference's networks and rows as the engine holds them, and back; and some drawn at random.</summary>
internal static class Networks
{
    /// <summary>The same network; numbers are rounded to T.</summary>
    public static Parameters<T> ToParameters<T>(this ReferenceParameters model) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parameters = new Parameters<double>(model.Inputs, model.HiddenUnits, model.Tied);
        model.EncoderWeights.ToMatrix<double>().All.CopyTo(parameters.EncoderWeights.All);
        model.DecoderWeights?.ToMatrix<double>().All.CopyTo(parameters.DecoderWeights.All);
        model.EncoderBias.CopyTo(parameters.EncoderBiases);
        model.DecoderBias.CopyTo(parameters.DecoderBiases);
        return parameters.As<T>();
    }

    /// <summary>The same network, or gradients.</summary>
    public static ReferenceParameters ToReference<T>(this Parameters<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var wide = parameters.As<double>();
        return new(wide.EncoderWeights.ToArray(), wide.EncoderBiases.ToArray(), wide.Tied ? null : wide.DecoderWeights.ToArray(), wide.DecoderBiases.ToArray());
    }

    public static Matrix<T> ToMatrix<T>(this double[,] numbers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var matrix = new Matrix<T>(numbers.GetLength(0), numbers.GetLength(1));
        for (var r = 0; r < matrix.Rows; r++)
            for (var c = 0; c < matrix.Columns; c++) matrix[r, c] = T.CreateTruncating(numbers[r, c]);
        return matrix;
    }

    public static double[,] ToArray<T>(this Matrix<T> matrix) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var numbers = new double[matrix.Rows, matrix.Columns];
        for (var r = 0; r < matrix.Rows; r++)
            for (var c = 0; c < matrix.Columns; c++) numbers[r, c] = double.CreateTruncating(matrix[r, c]);
        return numbers;
    }

    /// <summary>A pass that holds the rows, and one for its gradients.</summary>
    public static (Pass<T> Values, Pass<T> Gradients) Passes<T>(this double[,] rows, int hiddenUnits) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (count, inputs) = (rows.GetLength(0), rows.GetLength(1));
        var values = new Pass<T>(count, inputs, hiddenUnits);
        var gradients = new Pass<T>(count, inputs, hiddenUnits) { SumsPerUnit = 5 };     // as many as any mechanism has
        values.Resize(count, meanOver: count);
        gradients.Resize(count, meanOver: count);
        rows.ToMatrix<T>().All.CopyTo(values.Input.All);
        return (values, gradients);
    }

    /// <summary>Weights and biases from −1 to 1.</summary>
    public static ReferenceParameters Random(int inputs, int hiddenUnits, bool tied, ulong seed) => new(
        Numbers(hiddenUnits, inputs, seed, -1, 1),
        [.. Numbers(1, hiddenUnits, seed + 1, -1, 1).Cast<double>()],
        tied ? null : Numbers(hiddenUnits, inputs, seed + 2, -1, 1),
        [.. Numbers(1, inputs, seed + 3, -1, 1).Cast<double>()]);

    /// <summary>Numbers that single precision holds exactly.</summary>
    public static double[,] Numbers(int rows, int columns, ulong seed, double low = 0, double high = 1)
    {
        var random = new RandomNumbers(seed, stream: 99);
        var numbers = new double[rows, columns];
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++) numbers[r, c] = (float)(low + random.NextDouble() * (high - low));
        return numbers;
    }
}
