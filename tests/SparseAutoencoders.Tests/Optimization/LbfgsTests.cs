using System.Numerics;
using SparseAutoencoders.Tests.Reference;

namespace SparseAutoencoders.Tests.Optimization;

public sealed class LbfgsTests
{
    [Theory, InlineData(1), InlineData(5), InlineData(20)]
    public void Step_on_Rosenbrock_converges_and_the_value_never_rises(int history)
    {
        var run = new Minimisation<double>([-1.2, 1], history, Rosenbrock);
        var iterations = run.Go(400);
        Assert.InRange(iterations, 5, 300);
        Close.To([1, 1], run.Point, 1e-6);
        Assert.InRange(run.Value, 0, 1e-12);
    }

    [Fact]
    public void Step_on_Rosenbrock_in_single_precision_reaches_its_accuracy()
    {
        var run = new Minimisation<float>([-1.2, 1], 10, Rosenbrock);
        run.Go(400);
        Close.To([1, 1], run.Point, 5e-3);
    }

    [Fact]
    public void Step_on_a_quadratic_of_condition_a_thousand_converges_fast()
    {
        // ½ Σ a (w − 1)², a from 1 to 1000: gradient descent needs thousands of steps for this.
        var run = new Minimisation<double>([.. new double[30]], 20, (w, g) =>
        {
            var value = 0.0;
            for (var i = 0; i < w.Length; i++)
            {
                var a = Math.Pow(1000, i / 29.0);
                g[i] = a * (w[i] - 1);
                value += 0.5 * a * (w[i] - 1) * (w[i] - 1);
            }
            return value;
        });
        run.Go(120);
        Assert.InRange(run.Value, 0, 1e-6);                       // scipy's L-BFGS-B: 6e-8
    }

    [Fact]
    public void Step_at_the_minimum_says_that_nothing_lowers_the_value_and_stays()
    {
        var run = new Minimisation<double>([1, 1], 5, Rosenbrock);
        Assert.Equal(0, run.Go(10));
        Assert.Equal([1, 1], run.Point);
        Assert.Equal(0, run.Value);
    }

    [Fact]
    public void Step_whose_line_leads_to_no_number_finds_one_before_it()
    {
        // −log w + w has no value below 0, where the first long step may lead.
        var run = new Minimisation<double>([40], 5, (w, g) =>
        {
            g[0] = 1 - 1 / w[0];
            return w[0] - Math.Log(w[0]);
        });
        run.Go(60);
        Close.To(1, run.Point[0], 1e-6);
    }

    [Fact]
    public void Step_that_fails_restores_point_and_gradient()
    {
        // The gradient points the wrong way: no step along its descent direction lowers the value.
        var run = new Minimisation<double>([3], 5, (w, g) =>
        {
            g[0] = -2 * w[0];
            return w[0] * w[0];
        });
        Assert.Equal(0, run.Go(5));
        Assert.Equal([3], run.Point);
        Assert.Equal([-6], run.Gradient);
        Assert.Equal(9, run.Value);
    }

    private static double Rosenbrock(double[] w, double[] g)
    {
        var (a, b) = (1 - w[0], w[1] - w[0] * w[0]);
        (g[0], g[1]) = (-2 * a - 400 * w[0] * b, 200 * b);
        return a * a + 100 * b * b;
    }

    /// <summary>Runs the optimizer on a function given in double, and holds it to falling values.</summary>
    private sealed class Minimisation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly Matrix<T> _point, _gradient;
        private readonly Lbfgs<T> _optimizer;
        private readonly Func<double[], double[], double> _function;

        public Minimisation(double[] start, int history, Func<double[], double[], double> function)
        {
            (_point, _gradient, _function) = (new Matrix<T>(1, start.Length), new Matrix<T>(1, start.Length), function);
            for (var i = 0; i < start.Length; i++) _point.All[i] = T.CreateTruncating(start[i]);
            _optimizer = new Lbfgs<T>(_point, _gradient, history, Evaluate);
            Value = Evaluate();
        }

        public double Value { get; private set; }

        public double[] Point => [.. _point.All.ToArray().Select(double.CreateTruncating)];

        public double[] Gradient => [.. _gradient.All.ToArray().Select(double.CreateTruncating)];

        public int Go(int most)
        {
            for (var iteration = 0; iteration < most; iteration++)
            {
                var (before, value) = (Value, Value);
                if (!_optimizer.Step(ref value)) return iteration;
                Assert.True(value <= before, $"{before:R} rose to {value:R}");
                Assert.Equal(value, Evaluate());                 // the value told is that of the point left behind
                Value = value;
            }
            return most;
        }

        private double Evaluate()
        {
            var gradient = new double[_point.Columns];
            var value = _function(Point, gradient);
            for (var i = 0; i < gradient.Length; i++) _gradient.All[i] = T.CreateTruncating(gradient[i]);
            return value;
        }
    }
}
